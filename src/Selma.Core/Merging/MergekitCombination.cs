using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>mergekit's arithmetic of updates: signs are elected on weighted numbers, and a sum may be divided by the weights in it.</summary>
/// <remarks>Source: mergekit a6e4028, <c>generalized_task_arithmetic.py</c> and <c>sparsify.py</c> (training.md 6.5).</remarks>
/// <param name="Sparsity">What is pruned.</param>
/// <param name="Elects">Whether signs are elected.</param>
/// <param name="Normalizes">Whether to divide where the settings say nothing.</param>
internal sealed record MergekitCombination(Sparsity Sparsity, bool Elects, bool Normalizes)
{
    private const double Small = 1e-8; // sums of weights below it divide nothing

    public Tensor Of(IReadOnlyList<Tensor> updates, MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var settings = layer.Settings;
        var stacked = stack(updates.Select((values, i) => Prune(values, i, layer))); // [L, out, in]
        var weights = Combination.Column(layer.Weights, stacked);
        var weighted = stacked.mul(weights);
        var agrees = Elects ? weighted.sign().eq(Combination.ElectedSign(weighted, settings.MajoritySignMethod)).to(ScalarType.Float32) : ones_like(weighted);
        var sum = weighted.mul(agrees).sum(dim: 0);
        if (settings.Normalize ?? Normalizes)
        {
            var divisor = weights.mul(agrees).sum(dim: 0);
            sum = sum.div(where(divisor.abs().IsAtLeast(Small), divisor, ones_like(divisor)));
        }

        return sum.Times(settings.Strength).MoveToOuterDisposeScope();
    }

    private Tensor Prune(Tensor values, int expert, MergeLayer layer)
    {
        var settings = layer.Settings;
        if (Sparsity != Sparsity.Random || settings.Density >= 1)
        {
            return Sparsity == Sparsity.Magnitude ? Pruning.Largest(values, settings.Density) : values;
        }

        using var mask = layer.Keep(layer.Path, "BA", expert, settings.Density, values.shape);
        return settings.Rescale ? Pruning.Matched(values, mask) : values.mul(mask);
    }
}
