using Selma.Core.Models.Text;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>A Stable Diffusion model (v1, v2 or XL): tokenizers, text encoders, denoising network, autoencoder and the scheduler that it ships with.</summary>
public sealed class TextToImageModel : IDisposable
{
    private const int ForcedStepsOffset = 1;
    private readonly PipelineIndex _index;
    private readonly string _schedulerFile;
    private readonly PromptEncoder _prompts;

    private TextToImageModel(string folder, PipelineIndex index, Compute compute, string? variant)
    {
        string Part(string name) => Path.Combine(folder, name);
        _index = index;
        _schedulerFile = Path.Combine(folder, "scheduler", "scheduler_config.json");
        Compute = compute;
        Scheduler = ReadScheduler(null);
        TextEncoder = ModelParts.TextEncoder(Part("text_encoder"), compute, variant);
        Tokenizer = ClipTokenizer.Load(Part("tokenizer")).Limit((int)TextEncoder.Config.MaxPositions);
        if (index.IsXl)
        {
            TextEncoder2 = ModelParts.TextEncoder(Part("text_encoder_2"), compute, variant, projects: true);
            Tokenizer2 = ClipTokenizer.Load(Part("tokenizer_2")).Limit((int)TextEncoder2.Config.MaxPositions);
        }

        Vae = ModelParts.Vae(Part("vae"), compute, variant);
        UNet = ModelParts.UNet(Part("unet"), compute, variant);
        LatentSize = index.IsXl ? (int)UNet.Config.SampleSize : PipelineIndex.LatentSize(Part("unet"), UNet.Config.SampleSize);
        _prompts = new((Tokenizer, TextEncoder), TextEncoder2 is null ? null : (Tokenizer2!, TextEncoder2), compute.Device);
    }

    /// <summary>Where and in which precision the networks run.</summary>
    public Compute Compute { get; }

    /// <summary>Whether it is an SDXL: two text encoders, and a network that is told sizes.</summary>
    public bool IsXl => _index.IsXl;

    /// <summary>Whether drawing without a negative prompt means a conditioning of zeros rather than an empty text.</summary>
    public bool ForceZerosForEmptyPrompt => _index.ForceZerosForEmptyPrompt;

    /// <summary>Text to token ids.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>Text to the second text encoder's token ids; null but for SDXL.</summary>
    public ClipTokenizer? Tokenizer2 { get; }

    /// <summary>Token ids to context.</summary>
    public ClipTextModel TextEncoder { get; }

    /// <summary>The second text encoder; null but for SDXL.</summary>
    public ClipTextModel? TextEncoder2 { get; }

    /// <summary>The denoising network.</summary>
    public UNet UNet { get; }

    /// <summary>Between images and latents; in float32 where the model runs in float16 and the file says that this is too narrow.</summary>
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
    public static TextToImageModel Load(string folder, Compute compute, string? variant = null) =>
        new(folder, PipelineIndex.Read(folder), compute, variant);

    /// <summary>The model's noise with another scheduler: keys that its file lacks take the defaults of that class.</summary>
    /// <param name="className">A diffusers class, <c>PNDMScheduler</c>; null for the model's own.</param>
    /// <param name="karras">Whether noise levels are spaced as Karras et al. 2022 do, even where the file does not say so.</param>
    public SchedulerConfig SchedulerOf(string? className, bool karras = false)
    {
        var scheduler = className is null ? Scheduler : ReadScheduler(className);
        return karras ? scheduler with { UseKarrasSigmas = true } : scheduler;
    }

    /// <summary>What the denoising network is told about prompts; SDXL needs <see cref="TimeIds"/> beside it.</summary>
    /// <param name="prompts">B prompts; a prompt that is too long loses its end.</param>
    /// <param name="secondPrompts">What SDXL's second text encoder reads instead; null: the same.</param>
    /// <param name="clipSkip">Layers before the usual one to take the text encoders' states from.</param>
    /// <returns>In the networks' type and on their device.</returns>
    public Conditioning Encode(IReadOnlyList<string> prompts, IReadOnlyList<string>? secondPrompts = null, int clipSkip = 0)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return _prompts.Encode(prompts, secondPrompts, clipSkip);
    }

    /// <summary>The sizes that SDXL is told; null for other models.</summary>
    /// <param name="sizes">Original and target size, and cut.</param>
    /// <returns>[1, 6], float32</returns>
    public Tensor? TimeIds(MicroConditioning sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return IsXl ? sizes.Ids().to(Compute.Device) : null;
    }

    /// <summary>The images of latents.</summary>
    /// <param name="latents">[B, 4, h, w], as the scheduler leaves them.</param>
    /// <param name="tiled">Whether images larger than the model's are decoded in overlapping tiles, which saves memory and changes the result a little.</param>
    /// <returns>[B, 3, H, W], about -1..1</returns>
    public Tensor Decode(Tensor latents, bool tiled = false)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var scaled = latents.to(Vae.Dtype).Over(Vae.Config.ScalingFactor);
        return (tiled ? new VaeTiles(Vae).Decode(scaled) : Vae.Decode(scaled)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TextEncoder.Dispose();
        TextEncoder2?.Dispose();
        UNet.Dispose();
        Vae.Dispose();
    }

    /// <summary>diffusers' StableDiffusionPipeline forces two values, whatever the file says; that of SDXL obeys the file.</summary>
    private SchedulerConfig ReadScheduler(string? className)
    {
        var scheduler = SchedulerConfig.Read(_schedulerFile, className);
        return _index.IsXl ? scheduler : scheduler with { StepsOffset = ForcedStepsOffset, ClipSample = false };
    }
}
