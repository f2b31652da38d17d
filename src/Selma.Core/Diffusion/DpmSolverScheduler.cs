using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>DPM-Solver++: a linear multistep method of order 1 to 3 in the logarithm of the signal-to-noise ratio, over clean latents.</summary>
/// <remarks>
/// Source: Lu et al. 2022 (DPM-Solver++), algorithm 2 and appendix; as diffusers' DPMSolverMultistepScheduler with <c>dpmsolver++</c>.
/// With sigma s, signal is 1 / sqrt(s^2 + 1), spread s times that, lambda = ln(signal / spread).
/// </remarks>
public sealed class DpmSolverScheduler : IScheduler
{
    private const int FewSteps = 15; // below, diffusers lowers the order of the last steps
    private readonly SchedulerConfig _config;
    private readonly float[] _sigmas; // one more than timesteps
    private readonly List<Tensor> _clean = []; // the newest last

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <exception cref="SelmaException">SELMA2113: an impossible number of steps.</exception>
    public DpmSolverScheduler(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        var table = new SigmaTable(config);
        var timesteps = TimestepList.DescendingOfSolver(config, steps);
        var sigmas = timesteps.Select(timestep => table.At(timestep)).ToArray();
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaTable.Karras(table.Largest, table.Smallest, steps);
            timesteps = [.. sigmas.Select(sigma => (int)Math.Round(table.TimestepOf(sigma), MidpointRounding.ToEven))];
        }

        Timesteps = [.. timesteps.Select(timestep => (float)timestep)];
        _sigmas = [.. sigmas.Append(config.FinalSigmaIsZero ? 0 : table.Smallest).Select(sigma => (float)sigma)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<float> Timesteps { get; }

    /// <inheritdoc/>
    public float InitNoiseSigma => 1;

    /// <summary>The noise level at each timestep, and 0 or the smallest at the end.</summary>
    public IReadOnlyList<float> Sigmas => _sigmas;

    /// <inheritdoc/>
    public Tensor ScaleInput(Tensor latent, int step) => latent;

    /// <inheritdoc/>
    public Tensor Step(Tensor prediction, int step, Tensor latent, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var (signal, spread) = Level(step);
        Remember(Prediction.Clean(_config.PredictionType, prediction, latent, signal, spread));
        var (nextSignal, nextSpread) = Level(step + 1);
        var h = Lambda(step + 1) - Lambda(step);
        var shrink = nextSignal * (MathF.Exp(-h) - 1);
        var next = latent.Times(nextSpread / spread).Minus(_clean[^1].Times(shrink));
        next = Order(step) switch
        {
            1 => next,
            2 => Second(next, step, nextSignal, shrink, h),
            _ => Third(next, step, nextSignal, h),
        };
        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _clean.ForEach(clean => clean.Dispose());
        _clean.Clear();
    }

    /// <summary>As many clean latents as there are, and near the end fewer.</summary>
    private int Order(int step)
    {
        var (count, few) = (Timesteps.Count, Timesteps.Count < FewSteps);
        var lowersLast = _config.EulerAtFinal || (_config.LowerOrderFinal && few) || _config.FinalSigmaIsZero;
        var lowersSecondLast = _config.LowerOrderFinal && few;
        var most = step == count - 1 && lowersLast ? 1 : step == count - 2 && lowersSecondLast ? 2 : _config.SolverOrder;
        return Math.Min(most, _clean.Count);
    }

    private Tensor Second(Tensor first, int step, float nextSignal, float shrink, float h)
    {
        var slope = Slope(step, 0, h);
        return _config.SolverIsHeun
            ? first.Plus(slope.Times(nextSignal * (((MathF.Exp(-h) - 1) / h) + 1)))
            : first.Minus(slope.Times(0.5f * shrink));
    }

    private Tensor Third(Tensor first, int step, float nextSignal, float h)
    {
        var (r0, r1) = (Ratio(step, 0, h), Ratio(step, 1, h));
        var (newer, older) = (Slope(step, 0, h), Slope(step, 1, h));
        var change = newer.Minus(older);
        var slope = newer.Plus(change.Times(r0 / (r0 + r1)));
        var curvature = change.Times(1 / (r0 + r1));
        var decay = MathF.Exp(-h) - 1;
        return first.Plus(slope.Times(nextSignal * ((decay / h) + 1)))
            .Minus(curvature.Times(nextSignal * (((decay + h) / (h * h)) - 0.5f)));
    }

    /// <summary>The change between two clean latents, <paramref name="back"/> steps ago, per step of the present length.</summary>
    private Tensor Slope(int step, int back, float h) => _clean[^(back + 1)].Minus(_clean[^(back + 2)]).Times(1 / Ratio(step, back, h));

    private float Ratio(int step, int back, float h) => (Lambda(step - back) - Lambda(step - back - 1)) / h;

    private (float Signal, float Spread) Level(int step)
    {
        var signal = 1 / MathF.Sqrt((_sigmas[step] * _sigmas[step]) + 1);
        return (signal, _sigmas[step] * signal);
    }

    private float Lambda(int step)
    {
        var (signal, spread) = Level(step);
        return MathF.Log(signal) - MathF.Log(spread);
    }

    private void Remember(Tensor clean)
    {
        if (_clean.Count == _config.SolverOrder)
        {
            _clean[0].Dispose();
            _clean.RemoveAt(0);
        }

        _clean.Add(clean.alias().DetachFromDisposeScope());
    }
}
