using Selma.Core.Lora;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Lengths and angles of adapters' updates, from their factors: no update [out, in] is ever formed.</summary>
/// <remarks>Over all layers, &lt;D_i, D_j&gt; = s_i s_j sum of (B_i^T B_j) * (A_i A_j^T), entry by entry (training.md 6.2).</remarks>
internal static class Geometry
{
    /// <summary>The inner product of the updates of two experts at one layer.</summary>
    public static double Inner(LoraLayer a, LoraLayer b)
    {
        using var scope = NewDisposeScope();
        var ups = a.Up.t().matmul(b.Up); // [rank of a, rank of b]
        var downs = a.Down.matmul(b.Down.t()); // [rank of a, rank of b]
        return a.Scale * b.Scale * ups.mul(downs).sum(ScalarType.Float64).item<double>();
    }
}
