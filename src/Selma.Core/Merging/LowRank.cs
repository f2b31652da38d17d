using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Best approximations of lower rank (Eckart and Young 1936).</summary>
internal static class LowRank
{
    /// <summary>The largest singular values of a matrix, split evenly between two factors.</summary>
    /// <param name="matrix">[out, in]</param>
    /// <param name="layer">How many, fewer where the matrix has fewer; how to find them; and who is told what was cut.</param>
    /// <returns>[out, rank], [rank, in]</returns>
    public static (Tensor Up, Tensor Down) Factors(Tensor matrix, MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var (left, values, right) = Largest(matrix, layer);
        var kept = Math.Min(layer.Rank, values.shape[0]);
        var root = values.narrow(0, 0, kept).sqrt();
        var up = left.narrow(1, 0, kept).mul(root);
        var down = right.narrow(0, 0, kept).mul(root.unsqueeze(1));
        return (up.MoveToOuterDisposeScope(), down.MoveToOuterDisposeScope());
    }

    /// <summary>A merged layer's factors with the rank that it is to have; the update is never formed where its factors are thin.</summary>
    public static LoraLayer Cut(LoraLayer merged, MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var space = CoreSpace.Of([merged]);
        var (up, down) = Factors(space.Cores[0], layer);
        return space.Expand(up, down).MoveOut();
    }

    /// <summary>left [m, k], values [k] in descending order, right [k, n]; k is the smaller of m and n.</summary>
    /// <remarks>A matrix that is not square goes through QR of its longer side: a tenth to a half of the time that LAPACK's own way takes is saved.</remarks>
    public static (Tensor Left, Tensor Values, Tensor Right) Svd(Tensor matrix)
    {
        if (matrix.shape[0] == matrix.shape[1])
        {
            return linalg.svd(matrix, fullMatrices: false);
        }

        if (matrix.shape[0] < matrix.shape[1])
        {
            var turned = Svd(matrix.t());
            return (turned.Right.t(), turned.Values, turned.Left.t());
        }

        var (basis, square) = linalg.qr(matrix);
        var (left, values, right) = linalg.svd(square, fullMatrices: false);
        return (basis.matmul(left), values, right);
    }

    /// <summary>How many of descending values are more than rounding: above 1e-5 of the first.</summary>
    public static long Significant(Tensor values)
    {
        using var scope = NewDisposeScope();
        var largest = values[0].item<float>();
        return largest == 0 ? 0 : values.Over(largest).IsAtLeast(1e-5).sum().item<long>();
    }

    /// <summary>The singular values, all of them or those that <see cref="RangeFinder"/> finds, and what keeping the first ones cuts.</summary>
    private static (Tensor Left, Tensor Values, Tensor Right) Largest(Tensor matrix, MergeLayer layer)
    {
        var isSketched = layer.Settings.Decomposition == RangeFinder.Name && RangeFinder.Fits(matrix, layer.Rank);
        var found = isSketched ? RangeFinder.Svd(matrix, layer.Rank, layer.Settings.Seed, layer.Path) : Svd(matrix);
        layer.Energy.Add(isSketched ? matrix : found.Values, found.Values.narrow(0, 0, Math.Min(layer.Rank, found.Values.shape[0])));
        return found;
    }

    /// <summary>Both factors to the scope around.</summary>
    public static LoraLayer MoveOut(this LoraLayer layer) => layer with { Down = layer.Down.MoveToOuterDisposeScope(), Up = layer.Up.MoveToOuterDisposeScope() };
}
