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
        Timesteps = [.. TimestepList.Descending(config, steps).Select(timestep => (float)timestep)];
        _ratio = config.NumTrainTimesteps / steps;
        _eta = (float)eta;
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
        var timestep = (int)Timesteps[step];
        var (a, previous) = (_alphasCumprod[timestep], AlphaBefore(timestep));
        var (signal, spread) = (MathF.Sqrt(a), MathF.Sqrt(1 - a));
        var clean = Prediction.Clean(_config.PredictionType, prediction, latent, signal, spread);
        var epsilon = Prediction.Noise(_config.PredictionType, prediction, latent, signal, spread);
        var std = _eta * MathF.Sqrt((1 - previous) / (1 - a) * (1 - (a / previous)));
        if (_config.ClipSample)
        {
            clean = clean.Between(-_config.ClipSampleRange, _config.ClipSampleRange);
        }

        var next = clean.Times(MathF.Sqrt(previous)).Plus(epsilon.Times(MathF.Sqrt(1 - previous - (std * std))));
        return (_eta > 0 ? next.Plus(noise().Times(std)) : next).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private float AlphaBefore(int timestep)
    {
        var previous = timestep - _ratio;
        return previous >= 0 ? _alphasCumprod[previous] : _config.SetAlphaToOne ? 1 : _alphasCumprod[0];
    }
}
