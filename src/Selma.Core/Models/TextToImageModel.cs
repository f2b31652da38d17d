using Selma.Core.Models.Text;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>A Stable Diffusion model: tokenizer, text encoder, denoising network, autoencoder and the scheduler that it ships with.</summary>
public sealed class TextToImageModel : IDisposable
{
    private const int ForcedStepsOffset = 1;
    private readonly string _schedulerFile;

    private TextToImageModel(string folder, Compute compute, string? variant)
    {
        string Part(string name) => Path.Combine(folder, name);
        _schedulerFile = Path.Combine(folder, "scheduler", "scheduler_config.json");
        Compute = compute;
        Scheduler = ReadScheduler(null);
        TextEncoder = ModelParts.TextEncoder(Part("text_encoder"), compute, variant);
        Tokenizer = ClipTokenizer.Load(Part("tokenizer")).Limit((int)TextEncoder.Config.MaxPositions);
        Vae = ModelParts.Vae(Part("vae"), compute, variant);
        UNet = ModelParts.UNet(Part("unet"), compute, variant);
        LatentSize = PipelineIndex.LatentSize(Part("unet"), UNet.Config.SampleSize);
    }

    /// <summary>Where and in which precision the networks run.</summary>
    public Compute Compute { get; }

    /// <summary>Text to token ids.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>Token ids to context.</summary>
    public ClipTextModel TextEncoder { get; }

    /// <summary>The denoising network.</summary>
    public UNet UNet { get; }

    /// <summary>Between images and latents.</summary>
    public Vae Vae { get; }

    /// <summary>The scheduler that the model ships with.</summary>
    public SchedulerConfig Scheduler { get; }

    /// <summary>What the denoising network predicts.</summary>
    public PredictionType PredictionType => Scheduler.PredictionType;

    /// <summary>Side of the latent that the model was made for.</summary>
    public int LatentSize { get; }

    /// <summary>Side of the image that the model was made for, in pixels.</summary>
    public int ImageSize => LatentSize * Vae.Config.Downscale;

    /// <summary>Reads a model from a diffusers folder; call it outside any dispose scope.</summary>
    /// <param name="folder">Holds model_index.json and a folder for each part.</param>
    /// <param name="compute">Where and in which precision the networks run; files of another precision are converted.</param>
    /// <param name="variant">Reads files of this variant, <c>fp16</c>, where a part has them.</param>
    /// <exception cref="SelmaException">SELMA2101 to SELMA2118, with the file at fault.</exception>
    public static TextToImageModel Load(string folder, Compute compute, string? variant = null)
    {
        PipelineIndex.Check(folder);
        return new(folder, compute, variant);
    }

    /// <summary>The model's noise with another scheduler: keys that its file lacks take the defaults of that class.</summary>
    /// <param name="className">A diffusers class, <c>PNDMScheduler</c>; null for the model's own.</param>
    /// <param name="karras">Whether noise levels are spaced as Karras et al. 2022 do, even where the file does not say so.</param>
    public SchedulerConfig SchedulerOf(string? className, bool karras = false)
    {
        var scheduler = className is null ? Scheduler : ReadScheduler(className);
        return karras ? scheduler with { UseKarrasSigmas = true } : scheduler;
    }

    /// <summary>What the denoising network is told about prompts: the text encoder's last state, padding included.</summary>
    /// <param name="prompts">B prompts; a prompt that is too long loses its end.</param>
    /// <returns>[B, T, D], in the networks' type and on their device.</returns>
    public Tensor Encode(IReadOnlyList<string> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        long[] ids = [.. prompts.SelectMany(prompt => Tokenizer.Encode(prompt).Ids)];
        var batch = tensor(ids).reshape(prompts.Count, Tokenizer.MaxLength).to(Compute.Device); // [B, T]
        return TextEncoder.call(batch).MoveToOuterDisposeScope();
    }

    /// <summary>The images of latents.</summary>
    /// <param name="latents">[B, 4, h, w], as the scheduler leaves them.</param>
    /// <returns>[B, 3, H, W], about -1..1</returns>
    public Tensor Decode(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Vae.Decode(latents.to(Compute.Dtype).Over(Vae.Config.ScalingFactor)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TextEncoder.Dispose();
        UNet.Dispose();
        Vae.Dispose();
    }

    /// <summary>diffusers' StableDiffusionPipeline forces both values, whatever the file says.</summary>
    private SchedulerConfig ReadScheduler(string? className) =>
        SchedulerConfig.Read(_schedulerFile, className) with { StepsOffset = ForcedStepsOffset, ClipSample = false };
}
