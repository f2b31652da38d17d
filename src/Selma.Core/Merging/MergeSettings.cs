using Selma.Core.Artifacts;

namespace Selma.Core.Merging;

/// <summary>How experts become one adapter. What a method does not read may not be set; docs/merging.md says who reads what.</summary>
public sealed record MergeSettings
{
    /// <summary>One of <see cref="MergeMethods.Names"/>.</summary>
    public string Method { get; init; } = "paper";

    /// <summary>A weight for each expert, in the experts' order; null: the method's own. They need not add up to 1.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// Letters of the model's id, <c>stabilityai/stable-diffusion-2</c> for instance. Only <c>released</c> reads it: the released code
    /// weights each expert by 1 / len(model id), the length of a string where the number of experts was meant.
    /// </summary>
    public int ModelIdLength { get; init; }

    /// <summary>Share of numbers that pruning keeps, above 0 to 1. PEFT gives no default; 0.5 is mergekit's in its examples.</summary>
    [KeyOmitDefault]
    public double Density { get; init; } = 0.5;

    /// <summary>Rank of the result; null: the method's own, docs/merging.md.</summary>
    [KeyOmitDefault]
    public int? Rank { get; init; }

    /// <summary>
    /// How an update is cut to a rank: <c>exact</c>, the best of its rank, or <c>randomized</c>, nearly that in a fraction of the time
    /// where the rank is small against the layer.
    /// </summary>
    [KeyOmitDefault]
    public string Decomposition { get; init; } = "exact";

    /// <summary>How TIES elects signs: <c>total</c> sums values, <c>frequency</c> counts signs.</summary>
    [KeyOmitDefault]
    public string MajoritySignMethod { get; init; } = "total";

    /// <summary>mergekit: whether to divide by the weights that took part; null: only in TIES, as there.</summary>
    [KeyOmitDefault]
    public bool? Normalize { get; init; }

    /// <summary>mergekit: whether what random pruning left is scaled to the L1 norm of before.</summary>
    [KeyOmitDefault]
    public bool Rescale { get; init; } = true;

    /// <summary>Factor on the merged update; the papers call it alpha or lambda.</summary>
    [KeyOmitDefault]
    public double Strength { get; init; } = 1;

    /// <summary><c>slerp</c>: 0 is the first expert, 1 the second; mergekit's t.</summary>
    [KeyOmitDefault]
    public double Interpolation { get; init; } = 0.5;

    /// <summary><c>cat_learned</c>: the experts' weights at each layer, by the layer's path.</summary>
    [KeyOmitDefault]
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Coefficients { get; init; }

    /// <summary><c>cat_learned</c>: updates by which those weights are learned; null: they are given.</summary>
    [KeyOmitDefault]
    public int? Steps { get; init; }

    /// <summary><c>cat_learned</c>: the learning's rate.</summary>
    [KeyOmitDefault]
    public double LearningRate { get; init; } = 1e-2;

    /// <summary><c>cat_learned</c>: pairs of each skill that are learned from, at most.</summary>
    [KeyOmitDefault]
    public int Samples { get; init; } = 50;

    /// <summary><c>cat_learned</c>: pairs per update.</summary>
    [KeyOmitDefault]
    public int TrainBatchSize { get; init; } = 16;

    /// <summary>Seed of the draws of random pruning and clustering; 0 for methods that draw nothing.</summary>
    [KeyOmitDefault]
    public ulong Seed { get; init; }

    /// <summary>Names in which the result is written besides diffusers' own: <see cref="MergeExports.Names"/>.</summary>
    [KeyOmitDefault]
    public IReadOnlyList<string> Exports { get; init; } = [];
}
