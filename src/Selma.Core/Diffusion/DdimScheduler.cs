using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>DDIM: predicts the clean latent, then adds back the noise of the next timestep.</summary>
/// <remarks>Source: Song et al. 2021, formula 12; as diffusers' DDIMScheduler, whose previous timestep is t - N / n whatever the spacing.</remarks>
public sealed class DdimScheduler : IScheduler
{
    private readonly SchedulerConfig _config;
    private readonly IReadOnlyList<float> _alphasCumprod;
    private readonly int _ratio;
    private readonly float _eta;

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <param name="eta">Fresh noise per step: 0 none (deterministic), 1 as much as DDPM.</param>
    /// <exception cref="SelmaException">SELMA2113: an impossible number of steps.</exception>
    public DdimScheduler(SchedulerConfig config, int steps, double eta = 0)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _alphasCumprod = new NoiseSchedule(config).AlphasCumprod;
        Timesteps = TimestepList.Descending(config, steps);
        _ratio = config.NumTrainTimesteps / steps;
        _eta = (float)eta;
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Timesteps { get; }

    /// <inheritdoc/>
    public Tensor Step(Tensor prediction, int step, Tensor latent) => Step(prediction, step, latent, null);

    /// <summary>As <see cref="Step(Tensor, int, Tensor)"/>, with fresh noise for an eta above 0.</summary>
    /// <param name="prediction">What the network said.</param>
    /// <param name="step">Index into <see cref="Timesteps"/>.</param>
    /// <param name="latent">The latent that it was asked about.</param>
    /// <param name="noise">Standard normal, as the latent.</param>
    public Tensor Step(Tensor prediction, int step, Tensor latent, Tensor? noise)
    {
        using var scope = NewDisposeScope();
        var a = _alphasCumprod[Timesteps[step]];
        var previous = AlphaBefore(Timesteps[step]);
        var (clean, epsilon) = Split(prediction, latent, a);
        var std = _eta * MathF.Sqrt((1 - previous) / (1 - a) * (1 - (a / previous)));
        if (_config.ClipSample)
        {
            clean = clean.Between(-_config.ClipSampleRange, _config.ClipSampleRange);
        }

        var next = clean.Times(MathF.Sqrt(previous)).Plus(epsilon.Times(MathF.Sqrt(1 - previous - (std * std))));
        if (_eta > 0)
        {
            ArgumentNullException.ThrowIfNull(noise);
            next = next.Plus(noise.Times(std));
        }

        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The clean latent and the noise that a prediction means.</summary>
    private (Tensor Clean, Tensor Epsilon) Split(Tensor prediction, Tensor latent, float a)
    {
        var (signal, spread) = (MathF.Sqrt(a), MathF.Sqrt(1 - a));
        return _config.PredictionType switch
        {
            PredictionType.Epsilon => (latent.Minus(prediction.Times(spread)).Over(signal), prediction),
            PredictionType.Sample => (prediction, latent.Minus(prediction.Times(signal)).Over(spread)),
            _ => (latent.Times(signal).Minus(prediction.Times(spread)), prediction.Times(signal).Plus(latent.Times(spread))),
        };
    }

    private float AlphaBefore(int timestep)
    {
        var previous = timestep - _ratio;
        return previous >= 0 ? _alphasCumprod[previous] : _config.SetAlphaToOne ? 1 : _alphasCumprod[0];
    }
}
