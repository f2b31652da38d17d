namespace Selma.Core.Training;

/// <summary>Settings of AdamW; the defaults are the paper's recipe (and torch's).</summary>
public sealed record AdamWSettings
{
    /// <summary>Decay of the mean of gradients, [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, multiplied by the learning rate.</summary>
    public double WeightDecay { get; init; } = 1e-2;
}
