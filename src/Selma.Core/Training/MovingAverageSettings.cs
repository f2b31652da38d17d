namespace Selma.Core.Training;

/// <summary>How fast a moving average follows; defaults and names as in diffusers' <c>EMAModel</c>.</summary>
public sealed record MovingAverageSettings
{
    /// <summary>The largest decay.</summary>
    public double MaxDecay { get; init; } = 0.9999;

    /// <summary>The smallest decay after the first step.</summary>
    public double MinDecay { get; init; }

    /// <summary>Steps in which the average only copies.</summary>
    public long UpdateAfterStep { get; init; }

    /// <summary>Whether the decay grows as 1 - (1 + s / gamma)^-power instead of (1 + s) / (10 + s).</summary>
    public bool UseWarmup { get; init; }

    /// <summary>Inverse gamma of the warm-up.</summary>
    public double InvGamma { get; init; } = 1;

    /// <summary>Power of the warm-up.</summary>
    public double Power { get; init; } = 2.0 / 3;

    /// <summary>The decay of a step.</summary>
    /// <param name="step">Counted from 1.</param>
    /// <returns>0 to <see cref="MaxDecay"/>.</returns>
    public double Decay(long step)
    {
        var past = step - UpdateAfterStep - 1;
        if (past <= 0)
        {
            return 0;
        }

        var decay = UseWarmup ? 1 - Math.Pow(1 + (past / InvGamma), -Power) : (1 + past) / (10.0 + past);
        return Math.Max(Math.Min(decay, MaxDecay), MinDecay);
    }
}
