using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>PNDM without Runge-Kutta steps: a linear multistep method over the last four predictions. It asks once more than it has steps.</summary>
/// <remarks>Source: Liu et al. 2022, formulas 9, 11 and 12; as diffusers' PNDMScheduler with <c>skip_prk_steps</c>.</remarks>
public sealed class PndmScheduler : IScheduler
{
    private const int History = 4;
    private readonly SchedulerConfig _config;
    private readonly IReadOnlyList<float> _alphasCumprod;
    private readonly int _ratio;
    private readonly List<Tensor> _predictions = []; // the newest last
    private Tensor? _start;

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <exception cref="SelmaException">SELMA2113: Runge-Kutta steps, sample prediction or an impossible number of steps.</exception>
    public PndmScheduler(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!config.SkipPrkSteps || config.PredictionType == PredictionType.Sample)
        {
            throw Schedulers.Unsupported("PNDM is supported with 'skip_prk_steps' true and epsilon or v_prediction only.");
        }

        _config = config;
        _alphasCumprod = new NoiseSchedule(config).AlphasCumprod;
        _ratio = config.NumTrainTimesteps / steps;
        var timesteps = TimestepList.Descending(config, steps);
        Timesteps = [.. timesteps.Take(2).Concat(timesteps.Skip(1)).Select(timestep => (float)timestep)]; // the second comes twice
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
        ArgumentNullException.ThrowIfNull(prediction);
        using var scope = NewDisposeScope();
        var timestep = (int)Timesteps[step];
        if (step != 1)
        {
            Remember(prediction);
        }

        // The second call repeats the first step with the mean of both predictions.
        var (from, to) = step == 1 ? (timestep + _ratio, timestep) : (timestep, timestep - _ratio);
        var combined = step == 1 ? prediction.Plus(_predictions[^1]).Over(2) : Multistep();
        var origin = step == 1 ? _start! : latent;
        if (step == 0)
        {
            _start = latent.alias().DetachFromDisposeScope();
        }

        return Transfer(origin, combined, _alphasCumprod[from], AlphaAt(to)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _start?.Dispose();
        _predictions.ForEach(prediction => prediction.Dispose());
        _predictions.Clear();
    }

    private void Remember(Tensor prediction)
    {
        if (_predictions.Count == History)
        {
            _predictions[0].Dispose();
            _predictions.RemoveAt(0);
        }

        _predictions.Add(prediction.alias().DetachFromDisposeScope());
    }

    /// <summary>Adams-Bashforth of the order that the predictions so far allow.</summary>
    private Tensor Multistep()
    {
        var e = Enumerable.Reverse(_predictions).ToArray(); // e[0] is the newest
        return e.Length switch
        {
            1 => e[0],
            2 => e[0].Times(3).Minus(e[1]).Over(2),
            3 => e[0].Times(23).Minus(e[1].Times(16)).Plus(e[2].Times(5)).Over(12),
            _ => e[0].Times(55).Minus(e[1].Times(59)).Plus(e[2].Times(37)).Minus(e[3].Times(9)).Times(1 / 24f),
        };
    }

    /// <summary>Formula 9: the latent at the noise level <paramref name="next"/>.</summary>
    private Tensor Transfer(Tensor latent, Tensor prediction, float a, float next)
    {
        var epsilon = _config.PredictionType == PredictionType.VPrediction
            ? prediction.Times(MathF.Sqrt(a)).Plus(latent.Times(MathF.Sqrt(1 - a)))
            : prediction;
        var denominator = (a * MathF.Sqrt(1 - next)) + MathF.Sqrt(a * (1 - a) * next);
        return latent.Times(MathF.Sqrt(next / a)).Minus(epsilon.Times(next - a).Over(denominator));
    }

    private float AlphaAt(int timestep) =>
        timestep >= 0 ? _alphasCumprod[timestep] : _config.SetAlphaToOne ? 1 : _alphasCumprod[0];
}
