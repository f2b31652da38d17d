using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>Euler's method for the differential equation of denoising, or its ancestral form, which adds fresh noise after every step.</summary>
/// <remarks>
/// Source: Karras et al. 2022, algorithm 1 without churn; Crowson's <c>k-diffusion</c> for the ancestral step; as diffusers'
/// EulerDiscreteScheduler and EulerAncestralDiscreteScheduler.
/// </remarks>
public sealed class EulerScheduler : IScheduler
{
    private readonly PredictionType _type;
    private readonly bool _ancestral;
    private readonly float[] _sigmas; // one more than timesteps, the last is where the run ends

    /// <summary>Begins a run.</summary>
    /// <param name="config">The model's scheduler.</param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <param name="ancestral">Whether fresh noise is added.</param>
    /// <exception cref="SelmaException">SELMA2113: an impossible number of steps.</exception>
    public EulerScheduler(SchedulerConfig config, int steps, bool ancestral = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        (_type, _ancestral) = (config.PredictionType, ancestral);
        var table = new SigmaTable(config);
        var timesteps = TimestepList.Fractional(config, steps);
        var sigmas = timesteps.Select(timestep => table.At(timestep)).ToArray();
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaTable.Karras(sigmas[0], sigmas[^1], steps);
            timesteps = [.. sigmas.Select(sigma => (float)table.TimestepOf(sigma))];
        }

        Timesteps = timesteps;
        _sigmas = [.. sigmas.Append(config.FinalSigmaIsZero || ancestral ? 0 : table.Smallest).Select(sigma => (float)sigma)];
        var largest = _sigmas.Max();
        InitNoiseSigma = config.TimestepSpacing == TimestepSpacing.Leading ? MathF.Sqrt((largest * largest) + 1) : largest;
    }

    /// <inheritdoc/>
    public IReadOnlyList<float> Timesteps { get; }

    /// <inheritdoc/>
    public float InitNoiseSigma { get; }

    /// <summary>The noise level at each timestep, and 0 or the smallest at the end.</summary>
    public IReadOnlyList<float> Sigmas => _sigmas;

    /// <inheritdoc/>
    public Tensor ScaleInput(Tensor latent, int step) => latent.Over(MathF.Sqrt((_sigmas[step] * _sigmas[step]) + 1));

    /// <inheritdoc/>
    public Tensor Step(Tensor prediction, int step, Tensor latent, Func<Tensor> noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var (sigma, next) = (_sigmas[step], _sigmas[step + 1]);
        var (down, up) = _ancestral ? Ancestral(sigma, next) : (next, 0);
        var slope = latent.Minus(Clean(prediction, latent, sigma)).Over(sigma);
        var moved = latent.Plus(slope.Times(down - sigma));
        return (_ancestral ? moved.Plus(noise().Times(up)) : moved).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>How far to go down so that fresh noise leads back up to the next level.</summary>
    private static (float Down, float Up) Ancestral(float sigma, float next)
    {
        var up = MathF.Sqrt(next * next * ((sigma * sigma) - (next * next)) / (sigma * sigma));
        return (MathF.Sqrt((next * next) - (up * up)), up);
    }

    private Tensor Clean(Tensor prediction, Tensor latent, float sigma) => _type switch
    {
        PredictionType.Epsilon => latent.Minus(prediction.Times(sigma)),
        PredictionType.Sample => prediction,
        _ => prediction.Times(-sigma / MathF.Sqrt((sigma * sigma) + 1)).Plus(latent.Over((sigma * sigma) + 1)),
    };
}
