using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Merges that are one decomposition in the experts' <see cref="CoreSpace"/>.</summary>
internal static class CoreMerge
{
    /// <summary>The best approximation of the weighted sum of updates. Source: PEFT's <c>svd</c>, which decomposes [out, in] instead.</summary>
    public static LoraLayer Svd(MergeLayer layer) => In(layer, space => LowRank.Factors(Combination.Sum(space.Cores, layer.Weights), layer));

    /// <summary>Prunes and elects in core coordinates. Source: Core Space, arXiv 2509.17786; not the same as on the updates' entries.</summary>
    public static Func<MergeLayer, LoraLayer> With(Combination combination) => layer => In(
        layer, space => LowRank.Factors(combination.Of(space.Cores, layer.Weights, "core", layer).TimesInPlace(layer.Settings.Strength), layer), principal: true);

    /// <summary>All directions of the sum get the same length, the mean of its singular values that are not 0.</summary>
    /// <remarks>Source: Iso-C, arXiv 2502.04959, equation 4, with the mean over the adapters' common rank (training.md 6.6).</remarks>
    public static LoraLayer Isotropic(MergeLayer layer) => In(layer, space =>
    {
        var (left, values, right) = LowRank.Svd(Combination.Sum(space.Cores, layer.Weights));
        var kept = LowRank.Significant(values);
        var mean = kept == 0 ? 0 : values.narrow(0, 0, kept).mean().item<float>();
        return (left.narrow(1, 0, kept).Times(mean * layer.Settings.Strength), right.narrow(0, 0, kept));
    });

    private static LoraLayer In(MergeLayer layer, Func<CoreSpace, (Tensor Up, Tensor Down)> merge, bool principal = false)
    {
        using var scope = NewDisposeScope();
        var space = CoreSpace.Of(layer.Experts, principal);
        var (up, down) = merge(space);
        return space.Expand(up, down).MoveOut();
    }
}
