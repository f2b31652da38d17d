using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>Draws images: from noise, step by step, to latents, and through the autoencoder to pixels.</summary>
/// <remarks>Source: models.md 7.1, diffusers' <c>StableDiffusionPipeline</c>. May be used by several threads at once.</remarks>
/// <param name="model">The model; its networks are only read.</param>
/// <param name="settings">How to draw.</param>
public sealed class Denoiser(TextToImageModel model, DenoisingSettings settings)
{
    /// <summary>Pixels above which images go through the autoencoder one by one: decoding 512x512 needs a gigabyte.</summary>
    private const int SmallImage = 128 * 128;

    private readonly SchedulerConfig _scheduler = model.SchedulerOf(settings.Scheduler);

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
        var latents = Denoise(Noises(seeds), Context(prompts), cancellation);
        return [.. latents.split(Height * Width <= SmallImage ? prompts.Count : 1).SelectMany(Bytes)];
    }

    private IReadOnlyList<byte[]> Bytes(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return Pixels.ToBytes(model.Decode(latents));
    }

    /// <summary>The noise that images begin with, drawn in float32 on the CPU.</summary>
    /// <param name="seeds">A generator seed for each image.</param>
    /// <returns>[B, 4, h, w]</returns>
    public Tensor Noises(IReadOnlyList<uint> seeds)
    {
        using var scope = NewDisposeScope();
        var (channels, scale) = (model.UNet.Config.InChannels, model.Vae.Config.Downscale);
        return cat([.. seeds.Select(seed => Noise.Normal(seed, 1, channels, Height / scale, Width / scale))]).MoveToOuterDisposeScope();
    }

    /// <summary>What the network is told: with guidance the empty prompt B times, then the prompts.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <returns>[2B, T, D] with guidance, else [B, T, D]</returns>
    public Tensor Context(IReadOnlyList<string> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var context = model.Encode(prompts);
        if (!Guides)
        {
            return context.MoveToOuterDisposeScope();
        }

        var empty = model.Encode([""]); // [1, T, D]
        return cat([empty.expand(prompts.Count, -1, -1), context]).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the scheduler from noise to latents.</summary>
    /// <param name="noise">[B, 4, h, w], float32</param>
    /// <param name="context">As <see cref="Context"/> gives it.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <param name="afterStep">Sees the latents after every call of the scheduler; null for nobody.</param>
    /// <returns>[B, 4, h, w], to be divided by the autoencoder's scaling factor</returns>
    public Tensor Denoise(Tensor noise, Tensor context, CancellationToken cancellation, Action<int, Tensor>? afterStep = null)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var scheduler = Schedulers.Create(_scheduler, settings.NumInferenceSteps);
        var latents = noise.to(model.Compute.Dtype).to(model.Compute.Device).clone();
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var prediction = Predict(latents, scheduler.Timesteps[step], context);
            var next = scheduler.Step(prediction, step, latents).MoveToOuterDisposeScope();
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

    private Tensor Predict(Tensor latents, int timestep, Tensor context)
    {
        var time = tensor(timestep, dtype: ScalarType.Int64);
        if (!Guides)
        {
            return model.UNet.call(latents, time, context);
        }

        var halves = model.UNet.call(cat([latents, latents]), time, context).chunk(2, 0); // unconditional first
        var guided = Guidance.Combine(halves[0], halves[1], settings.GuidanceScale);
        return settings.GuidanceRescale > 0 ? Guidance.Rescale(guided, halves[1], settings.GuidanceRescale) : guided;
    }
}
