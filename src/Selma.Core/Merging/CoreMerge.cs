using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Merges that are one decomposition in the experts' <see cref="CoreSpace"/>.</summary>
internal static class CoreMerge
{
    /// <summary>The best approximation of the weighted sum of updates. Source: PEFT's <c>svd</c>, which decomposes [out, in] instead.</summary>
    public static LoraLayer Svd(MergeLayer layer) => In(layer, space => LowRank.Factors(Combination.Sum(space.Cores, layer.Weights), layer.Rank, layer.Energy));

    /// <summary>Prunes and elects in core coordinates. Source: Core Space, arXiv 2509.17786; not the same as on the updates' entries.</summary>
    public static Func<MergeLayer, LoraLayer> With(Combination combination) => layer => In(
        layer, space => LowRank.Factors(combination.Of(space.Cores, layer.Weights, "core", layer).TimesInPlace(layer.Settings.Strength), layer.Rank, layer.Energy), principal: true);

    /// <summary>All directions of the sum get the same length, the mean of its singular values that are not 0.</summary>
    /// <remarks>Source: Iso-C, arXiv 2502.04959, equation 4, with the mean over the adapters' common rank (training.md 6.6).</remarks>
    public static LoraLayer Isotropic(MergeLayer layer) => In(layer, space =>
    {
        var (left, values, right) = LowRank.Svd(Combination.Sum(space.Cores, layer.Weights));
        var kept = LowRank.Significant(values);
        var mean = kept == 0 ? 0 : values.narrow(0, 0, kept).mean().item<float>();
        return (left.narrow(1, 0, kept).Times(mean * layer.Settings.Strength), right.narrow(0, 0, kept));
    });

    /// <summary>The first directions of each expert, made orthogonal to those of the others.</summary>
    /// <remarks>Source: TSV-Merge, arXiv 2412.00081; each expert keeps rank / L directions (training.md 6.6).</remarks>
    public static LoraLayer TaskSingularVectors(MergeLayer layer) => In(layer, space =>
    {
        var each = Math.Max(1, layer.Rank / space.Cores.Count);
        var parts = space.Cores.Select((core, i) => Part(core, each, layer.Weights[i])).ToList();
        var left = Nearest(cat([.. parts.Select(part => part.Left)], 1)); // [p, each L]
        var right = Nearest(cat([.. parts.Select(part => part.Right)], 0)); // [each L, q]
        return (left.mul(cat([.. parts.Select(part => part.Values)])).TimesInPlace(layer.Settings.Strength), right);
    });

    private static (Tensor Left, Tensor Values, Tensor Right) Part(Tensor core, long rank, double weight)
    {
        var (left, values, right) = LowRank.Svd(core);
        var kept = Math.Min(rank, values.shape[0]);
        return (left.narrow(1, 0, kept), values.narrow(0, 0, kept).Times(weight), right.narrow(0, 0, kept));
    }

    /// <summary>The nearest matrix whose columns, or rows where they are fewer, are orthonormal (Procrustes).</summary>
    private static Tensor Nearest(Tensor matrix)
    {
        var (left, _, right) = LowRank.Svd(matrix);
        return left.matmul(right);
    }

    private static LoraLayer In(MergeLayer layer, Func<CoreSpace, (Tensor Up, Tensor Down)> merge, bool principal = false)
    {
        using var scope = NewDisposeScope();
        var space = CoreSpace.Of(layer.Experts, principal);
        var (up, down) = merge(space);
        return space.Expand(up, down).MoveOut();
    }
}
