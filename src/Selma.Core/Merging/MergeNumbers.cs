namespace Selma.Core.Merging;

/// <summary>Float32 numbers that a thread holds at most while it merges a layer, the experts' factors among them.</summary>
/// <remarks>Counted from what each way to merge makes before its dispose scope ends.</remarks>
internal static class MergeNumbers
{
    private const long Decomposition = 7; // LAPACK's of a square matrix: a copy, both sides, and four for work

    /// <summary>
    /// Copies of its inputs that <see cref="Combination"/> makes: one weighted; one pruned as well; or that one, all stacked, their signs,
    /// which agree (a byte and a number), and two products.
    /// </summary>
    private const double Summed = 1, Pruned = 2, Elected = 6.25;

    /// <summary>The same of <see cref="MergekitCombination"/>.</summary>
    private const double MergekitElected = 7.25, MergekitSummed = 6;

    /// <summary>Copies while the last tensor is pruned: magnitudes, the result, what is chosen and where, and 16 bytes each to choose.</summary>
    private const long Pruning = 8;

    /// <summary>Mean of factors: one factor of each expert weighted, and the result.</summary>
    public static long Mean(LayerSize layer) =>
        layer.Factors + (layer.Ranks * Math.Max(layer.In, layer.Out)) + (layer.Rank * (layer.In + layer.Out));

    /// <summary>Factors side by side, one of them weighted before.</summary>
    public static long Joined(LayerSize layer) => (2 * layer.Factors) + (layer.Ranks * layer.In);

    /// <summary>Clusters of factors: their units, once more in one matrix, their distances and centers.</summary>
    public static long Clustered(LayerSize layer) => 4 * layer.Factors;

    /// <summary>Singular vectors of each expert in bases of its own.</summary>
    public static long Vectors(LayerSize layer) => (4 * layer.Factors) + (Decomposition * layer.Ranks * layer.Rank);

    /// <summary>Factors combined with each other, A and B one after the other.</summary>
    public static Func<LayerSize, long> FactorWise(Combination combination) => layer =>
        layer.Factors
        + Combined(layer.Rank * Math.Max(layer.In, layer.Out), layer.Experts, Copies(combination))
        + (layer.Rank * (layer.In + layer.Out));

    /// <summary>Updates combined with each other, and the result decomposed.</summary>
    public static Func<LayerSize, long> UpdateWise(Combination combination) => layer => Updates(layer, Copies(combination));

    /// <summary>Updates combined as mergekit does.</summary>
    public static Func<LayerSize, long> UpdateWise(MergekitCombination combination) => layer =>
        Updates(layer, combination.Elects ? MergekitElected : MergekitSummed);

    /// <summary>Cores summed, and the result decomposed.</summary>
    public static long CoreSum(LayerSize layer)
    {
        var isThin = layer.Ranks < Math.Min(layer.In, layer.Out);
        return isThin
            ? (3 * layer.Factors) + Cores(layer.Ranks, layer.Ranks, layer.Experts, Summed)
            : (2 * layer.Factors) + Cores(layer.Out, layer.In, layer.Experts, Summed);
    }

    /// <summary>Cores between the singular vectors of all factors, combined; the vectors come from bases and small decompositions.</summary>
    public static Func<LayerSize, long> PrincipalCores(Combination combination) => layer =>
    {
        var (rows, columns) = (Math.Min(layer.Ranks, layer.Out), Math.Min(layer.Ranks, layer.In));
        var vectors = Math.Max(Decomposed(rows, layer.Ranks), Decomposed(columns, layer.Ranks));
        return (4 * layer.Factors) + vectors + Cores(rows, columns, layer.Experts, Copies(combination));
    };

    /// <summary>Common output directions, and the experts' parts [k, in] combined.</summary>
    public static Func<LayerSize, long> Knotted(Combination combination) => layer =>
    {
        var kept = Math.Min(layer.Ranks, layer.Out);
        var parts = layer.Experts * kept * layer.In;
        return (3 * layer.Factors) + Decomposed(kept, layer.Ranks) + parts + Combined(kept * layer.In, layer.Experts, Copies(combination));
    };

    private static double Copies(Combination combination) => combination switch
    {
        { Elects: true } => Elected,
        { Sparsity: Sparsity.None } => Summed,
        _ => Pruned,
    };

    private static long Updates(LayerSize layer, double copies) => layer.Factors + Cores(layer.Out, layer.In, layer.Experts, copies);

    private static long Cores(long rows, long columns, long experts, double copies) =>
        (experts * rows * columns) + Math.Max(Combined(rows * columns, experts, copies), (rows * columns) + Decomposed(rows, columns));

    /// <summary>What combining makes of so many tensors, or pruning the last of them.</summary>
    private static long Combined(long each, long experts, double copies) =>
        (long)(each * Math.Max(experts * copies, copies > Summed ? experts + Pruning : 0));

    /// <summary>QR first where it is not square.</summary>
    private static long Decomposed(long rows, long columns)
    {
        var (least, most) = (Math.Min(rows, columns), Math.Max(rows, columns));
        return least == most ? Decomposition * least * least : (3 * least * most) + ((Decomposition + 1) * least * least);
    }
}
