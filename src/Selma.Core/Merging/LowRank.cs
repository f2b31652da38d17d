using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Best approximations of lower rank (Eckart and Young 1936).</summary>
internal static class LowRank
{
    /// <summary>The largest singular values of a matrix, split evenly between two factors.</summary>
    /// <param name="matrix">[out, in]</param>
    /// <param name="rank">How many; fewer where the matrix has fewer.</param>
    /// <param name="energy">Told what was cut.</param>
    /// <returns>[out, rank], [rank, in]</returns>
    public static (Tensor Up, Tensor Down) Factors(Tensor matrix, long rank, CutEnergy energy)
    {
        using var scope = NewDisposeScope();
        var (left, values, right) = Svd(matrix);
        var kept = Math.Min(rank, values.shape[0]);
        energy.Add(values, kept);
        var root = values.narrow(0, 0, kept).sqrt();
        var up = left.narrow(1, 0, kept).mul(root);
        var down = right.narrow(0, 0, kept).mul(root.unsqueeze(1));
        return (up.MoveToOuterDisposeScope(), down.MoveToOuterDisposeScope());
    }

    /// <summary>A layer's factors with a lower rank; the update is never formed where its factors are thin.</summary>
    public static LoraLayer Cut(LoraLayer layer, long rank, CutEnergy energy)
    {
        using var scope = NewDisposeScope();
        var space = CoreSpace.Of([layer]);
        var (up, down) = Factors(space.Cores[0], rank, energy);
        return space.Expand(up, down).MoveOut();
    }

    /// <summary>left [m, k], values [k] in descending order, right [k, n]; k is the smaller of m and n.</summary>
    public static (Tensor Left, Tensor Values, Tensor Right) Svd(Tensor matrix) => linalg.svd(matrix, fullMatrices: false);

    /// <summary>How many of descending values are more than rounding: above 1e-5 of the first.</summary>
    public static long Significant(Tensor values)
    {
        using var scope = NewDisposeScope();
        var largest = values[0].item<float>();
        return largest == 0 ? 0 : values.Over(largest).IsAtLeast(1e-5).sum().item<long>();
    }

    /// <summary>Both factors to the scope around.</summary>
    public static LoraLayer MoveOut(this LoraLayer layer) => layer with { Down = layer.Down.MoveToOuterDisposeScope(), Up = layer.Up.MoveToOuterDisposeScope() };
}
