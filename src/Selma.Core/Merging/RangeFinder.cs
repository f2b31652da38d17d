using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>The largest singular values of a matrix from its products with few random vectors.</summary>
/// <remarks>
/// Source: Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1. Power iterations matter: merged updates have flat spectra. The
/// vectors follow from seed and layer, so a merge repeats exactly. Costs some 12 out in (rank + 16) operations; the exact
/// decomposition 20 min(out, in)^3.
/// </remarks>
internal static class RangeFinder
{
    public const string Name = "randomized";

    private const int Oversampling = 16;
    private const int PowerIterations = 2;

    /// <summary>Whether the random vectors are fewer than the matrix has directions; otherwise nothing is gained.</summary>
    public static bool Fits(Tensor matrix, long rank) => rank + Oversampling < Math.Min(matrix.shape[0], matrix.shape[1]);

    /// <summary>As <see cref="LowRank.Svd"/>, of the strongest directions only.</summary>
    /// <param name="matrix">[out, in]</param>
    /// <param name="rank">How many are wanted; 16 more are returned.</param>
    /// <param name="seed">Seed of the random vectors.</param>
    /// <param name="path">The layer.</param>
    public static (Tensor Left, Tensor Values, Tensor Right) Svd(Tensor matrix, long rank, ulong seed, string path)
    {
        using var scope = NewDisposeScope();
        var sketch = Noise.Normal(seed, $"merge/{path}/sketch", 0, matrix.shape[1], rank + Oversampling); // [in, q]
        var basis = Orthonormal(matrix.matmul(sketch)); // [out, q]
        for (var i = 0; i < PowerIterations; i++)
        {
            basis = Orthonormal(matrix.matmul(Orthonormal(matrix.t().matmul(basis))));
        }

        var (left, values, right) = LowRank.Svd(basis.t().matmul(matrix)); // of [q, in]
        return (basis.matmul(left).MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope(), right.MoveToOuterDisposeScope());
    }

    private static Tensor Orthonormal(Tensor matrix) => linalg.qr(matrix).Q;
}
