using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>Draws images: from noise, step by step, to latents, and through the autoencoder to pixels.</summary>
/// <remarks>Source: models.md 7.1 and 7.2, diffusers' <c>StableDiffusionPipeline</c> and <c>StableDiffusionXLPipeline</c>. May be used by several threads at once.</remarks>
/// <param name="model">The model; its networks are only read.</param>
/// <param name="settings">How to draw.</param>
public sealed class Denoiser(TextToImageModel model, DenoisingSettings settings)
{
    private readonly SchedulerConfig _scheduler = model.SchedulerOf(settings.Scheduler, settings.UseKarrasSigmas);

    /// <summary>Height of an image in pixels.</summary>
    public int Height { get; } = Side(model, settings.Height);

    /// <summary>Width of an image in pixels.</summary>
    public int Width { get; } = Side(model, settings.Width);

    /// <summary>Whether two predictions are made a step, one of them without the prompt.</summary>
    public bool Guides => settings.GuidanceScale > 1;

    /// <summary>Draws a batch.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="seeds">A generator seed for each, so that an image does not depend on its batch.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>RGB bytes of each image, rows from the top.</returns>
    public IReadOnlyList<byte[]> Draw(IReadOnlyList<string> prompts, IReadOnlyList<uint> seeds, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var streams = new NoiseStreams(seeds);
        var latents = Denoise(streams.Normal(LatentShape), Condition(prompts), cancellation, noises: () => streams.Normal(LatentShape));
        return [.. latents.split(VaeBatch.Of(prompts.Count, Height, Width)).SelectMany(Bytes)];
    }

    private IReadOnlyList<byte[]> Bytes(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return Pixels.ToBytes(model.Decode(latents, settings.VaeTiling));
    }

    /// <summary>The noise that images begin with, drawn in float32 on the CPU.</summary>
    /// <param name="seeds">A generator seed for each image.</param>
    /// <returns>[B, 4, h, w]</returns>
    public Tensor Noises(IReadOnlyList<uint> seeds)
    {
        using var streams = new NoiseStreams(seeds);
        return streams.Normal(LatentShape);
    }

    /// <summary>What the network is told: with guidance the negative prompts, then the prompts.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="negatives">B prompts of what is not to be seen; null: that of the settings.</param>
    /// <returns>2 B items with guidance, else B.</returns>
    public Conditioning Condition(IReadOnlyList<string> prompts, IReadOnlyList<string>? negatives = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var sizes = model.TimeIds(Sizes);
        var positive = model.Encode(prompts) with { TimeIds = sizes?.expand(prompts.Count, -1) };
        if (!Guides)
        {
            return positive.MoveToOuterDisposeScope();
        }

        var negative = (negatives ?? Negatives(settings.NegativePrompt)) is { } texts
            ? model.Encode(texts) with { TimeIds = sizes?.expand(texts.Count, -1) }
            : positive.Empty();
        return Conditioning.Join(negative.Count == 1 ? negative.Expand(prompts.Count) : negative, positive).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the scheduler from noise to latents.</summary>
    /// <param name="noise">[B, 4, h, w], float32, standard normal</param>
    /// <param name="conditioning">As <see cref="Condition"/> gives it.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <param name="afterStep">Sees the latents after every call of the scheduler; null for nobody.</param>
    /// <param name="noises">Draws fresh noise as <paramref name="noise"/>, for schedulers that add some; null: there is none.</param>
    /// <returns>[B, 4, h, w], float32, to be divided by the autoencoder's scaling factor</returns>
    public Tensor Denoise(
        Tensor noise, Conditioning conditioning, CancellationToken cancellation, Action<int, Tensor>? afterStep = null, Func<Tensor>? noises = null)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var scheduler = Schedulers.Create(_scheduler, settings.NumInferenceSteps);
        var latents = noise.to(ScalarType.Float32).to(model.Compute.Device).Times(scheduler.InitNoiseSigma);
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var prediction = Predict(scheduler.ScaleInput(latents, step), scheduler.Timesteps[step], conditioning);
            var next = scheduler.Step(prediction, step, latents, () => Fresh(noises)).MoveToOuterDisposeScope();
            latents.Dispose();
            latents = next;
            afterStep?.Invoke(step, latents);
        }

        return latents.MoveToOuterDisposeScope();
    }

    private static int Side(TextToImageModel model, int? asked)
    {
        var side = asked ?? model.ImageSize;
        return side % model.Vae.Config.Downscale == 0
            ? side
            : throw new SelmaException("SELMA2119", $"Images of {side} pixels cannot be drawn: height and width must be multiples of {model.Vae.Config.Downscale}.");
    }

    private MicroConditioning Sizes =>
        new(settings.OriginalSize ?? (Height, Width), settings.CropsCoordsTopLeft, settings.TargetSize ?? (Height, Width));

    /// <summary>SDXL's shipped pipeline takes zeros where no negative prompt is given, the others the empty prompt.</summary>
    private string[]? Negatives(string? negative) => negative is null && model.ForceZerosForEmptyPrompt ? null : [negative ?? ""];

    private long[] LatentShape =>
        [model.UNet.Config.InChannels, Height / model.Vae.Config.Downscale, Width / model.Vae.Config.Downscale];

    private Tensor Fresh(Func<Tensor>? noises) =>
        (noises ?? throw new InvalidOperationException("This scheduler adds noise, and none is given."))().to(model.Compute.Device);

    /// <summary>Latents stay in float32, whatever the network's type: the sums over steps lose nothing.</summary>
    /// <returns>[B, 4, h, w], float32</returns>
    private Tensor Predict(Tensor latents, float timestep, Conditioning conditioning)
    {
        var (input, time) = (latents.to(model.Compute.Dtype), tensor(timestep, dtype: ScalarType.Float32));
        if (!Guides)
        {
            return model.UNet.call(input, time, conditioning).to(ScalarType.Float32);
        }

        var halves = model.UNet.call(cat([input, input]), time, conditioning).to(ScalarType.Float32).chunk(2, 0); // unconditional first
        var guided = Guidance.Combine(halves[0], halves[1], settings.GuidanceScale);
        return settings.GuidanceRescale > 0 ? Guidance.Rescale(guided, halves[1], settings.GuidanceRescale) : guided;
    }
}
