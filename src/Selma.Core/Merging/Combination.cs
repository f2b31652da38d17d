using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>One tensor of several: prune each, then sum, or elect a sign for every number and average what agrees.</summary>
/// <remarks>Source: PEFT 0.21.2, <c>utils/merge_utils.py</c> (training.md 6.3); TIES, arXiv 2306.01708; DARE, arXiv 2311.03099.</remarks>
/// <param name="Sparsity">What is pruned.</param>
/// <param name="Elects">Whether signs are elected.</param>
internal sealed record Combination(Sparsity Sparsity, bool Elects)
{
    /// <param name="tensors">Tensors of one shape.</param>
    /// <param name="weights">A weight for each.</param>
    /// <param name="part">What they are, for the draws.</param>
    /// <param name="layer">The layer with its settings.</param>
    public Tensor Of(IReadOnlyList<Tensor> tensors, IReadOnlyList<double> weights, string part, MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var pruned = tensors.Select((values, i) => Prune(values, i, part, layer)).ToList();
        return (Elects ? Agreeing(pruned, weights, layer.Settings.MajoritySignMethod) : Sum(pruned, weights)).MoveToOuterDisposeScope();
    }

    /// <summary>Sum of weighted tensors.</summary>
    public static Tensor Sum(IEnumerable<Tensor> tensors, IEnumerable<double> weights)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        foreach (var (values, weight) in tensors.Zip(weights))
        {
            sum = sum is null ? values.Times(weight) : sum.PlusInPlace(values.Times(weight));
        }

        return sum!.MoveToOuterDisposeScope();
    }

    /// <summary>+1 where a number's sign is to be plus, or nothing decides, -1 elsewhere.</summary>
    /// <param name="stacked">Tensors, the first dimension over experts.</param>
    /// <param name="method"><c>total</c> or <c>frequency</c>.</param>
    public static Tensor ElectedSign(Tensor stacked, string method)
    {
        using var scope = NewDisposeScope();
        var votes = (method == "frequency" ? stacked.sign() : stacked).sum(dim: 0);
        return votes.IsAtLeast(0).to(ScalarType.Float32).TimesInPlace(2).PlusInPlace(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Weights in the shape that multiplies stacked tensors.</summary>
    public static Tensor Column(IEnumerable<double> weights, Tensor stacked) =>
        tensor(weights.Select(weight => (float)weight).ToArray()).view([-1, .. Enumerable.Repeat(1L, (int)stacked.dim() - 1)]);

    private Tensor Prune(Tensor values, int expert, string part, MergeLayer layer)
    {
        var density = layer.Settings.Density;
        if (Sparsity != Sparsity.Random || density >= 1)
        {
            return Sparsity == Sparsity.Magnitude ? Pruning.Largest(values, density) : values;
        }

        using var mask = layer.Keep(layer.Path, part, expert, density, values.shape);
        return Pruning.Dropped(values, mask, density);
    }

    /// <summary>The weighted sum of what has the elected sign, over the number of tensors that have it.</summary>
    private static Tensor Agreeing(List<Tensor> pruned, IReadOnlyList<double> weights, string method)
    {
        var stacked = stack(pruned); // [L, ...]
        var agrees = stacked.sign().eq(ElectedSign(stacked, method)).to(ScalarType.Float32);
        var sum = stacked.mul(agrees).mul(Column(weights, stacked)).sum(dim: 0);
        return sum.div(maximum(agrees.sum(dim: 0), ones(1))); // nothing agrees with a zero: 0 / 1
    }
}
