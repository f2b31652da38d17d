using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>The first directions of each expert, made orthogonal to those of the others.</summary>
/// <remarks>
/// Source: TSV-Merge, arXiv 2412.00081, where each of L experts keeps rank / L directions. An expert's own factors are thin, so its
/// decomposition is one of size r, not of the size of all ranks.
/// </remarks>
internal static class SingularVectors
{
    public static LoraLayer Merge(MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var each = Math.Max(1, layer.Rank / layer.Experts.Count);
        var parts = layer.Experts.Select((expert, i) => Part(expert, each, layer.Weights[i])).ToList();
        var left = Nearest(cat([.. parts.Select(part => part.Left)], 1)); // [out, each L]
        var right = Nearest(cat([.. parts.Select(part => part.Right)], 0)); // [each L, in]
        var up = left.mul(cat([.. parts.Select(part => part.Values)])).TimesInPlace(layer.Settings.Strength);
        return new LoraLayer(right, up).MoveOut();
    }

    private static (Tensor Left, Tensor Values, Tensor Right) Part(LoraLayer expert, long rank, double weight)
    {
        var space = CoreSpace.Of([expert]);
        var (left, values, right) = LowRank.Svd(space.Cores[0]);
        var kept = Math.Min(rank, values.shape[0]);
        var first = space.Expand(left.narrow(1, 0, kept), right.narrow(0, 0, kept));
        return (first.Up, values.narrow(0, 0, kept).Times(weight), first.Down);
    }

    /// <summary>The nearest matrix whose columns, or rows where they are fewer, are orthonormal (Procrustes).</summary>
    private static Tensor Nearest(Tensor matrix)
    {
        var (left, _, right) = LowRank.Svd(matrix);
        return left.matmul(right);
    }
}
