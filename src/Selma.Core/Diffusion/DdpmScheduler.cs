using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>DDPM: draws the next latent from the posterior between two timesteps, with fresh noise at every step but the last.</summary>
/// <remarks>Source: Ho et al. 2020, formulas 6 and 7; as diffusers' DDPMScheduler with the variance <c>fixed_small</c>.</remarks>
public sealed class DdpmScheduler : IScheduler
{
    private const float SmallestVariance = 1e-20f;
    private readonly SchedulerConfig _config;
    private readonly IReadOnlyList<float> _alphasCumprod;

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <exception cref="SelmaException">SELMA2113: an impossible number of steps.</exception>
    public DdpmScheduler(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _alphasCumprod = new NoiseSchedule(config).AlphasCumprod;
        Timesteps = [.. TimestepList.Descending(config, steps).Select(timestep => (float)timestep)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<float> Timesteps { get; }

    /// <inheritdoc/>
    public float InitNoiseSigma => 1;

    /// <inheritdoc/>
    public Tensor ScaleInput(Tensor latent, int step) => latent;

    /// <inheritdoc/>
    public Tensor Step(Tensor prediction, int step, Tensor latent, Func<Tensor> noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var a = _alphasCumprod[(int)Timesteps[step]];
        var previous = step + 1 < Timesteps.Count ? _alphasCumprod[(int)Timesteps[step + 1]] : 1;
        var alpha = a / previous;
        var clean = Prediction.Clean(_config.PredictionType, prediction, latent, MathF.Sqrt(a), MathF.Sqrt(1 - a));
        if (_config.ClipSample)
        {
            clean = clean.Between(-_config.ClipSampleRange, _config.ClipSampleRange);
        }

        var next = clean.Times(MathF.Sqrt(previous) * (1 - alpha) / (1 - a)).Plus(latent.Times(MathF.Sqrt(alpha) * (1 - previous) / (1 - a)));
        if (Timesteps[step] > 0)
        {
            var variance = Math.Max((1 - previous) / (1 - a) * (1 - alpha), SmallestVariance);
            next = next.Plus(noise().Times(MathF.Sqrt(variance)));
        }

        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
