using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>The factors of one layer's update (alpha / rank) B A.</summary>
/// <param name="Down">A, <c>lora_A</c>, [rank, in].</param>
/// <param name="Up">B, <c>lora_B</c>, [out, rank].</param>
/// <param name="Scale">alpha / rank.</param>
public sealed record LoraLayer(Tensor Down, Tensor Up, double Scale = 1) : IDisposable
{
    /// <summary>Rows of A.</summary>
    public long Rank => Down.shape[0];

    /// <summary>Size of the layer's input.</summary>
    public long In => Down.shape[1];

    /// <summary>Size of the layer's output.</summary>
    public long Out => Up.shape[0];

    /// <summary>A copy with zero rows in A and zero columns in B up to a rank, and another scale, which B makes up for: the same update.</summary>
    internal LoraLayer Padded(long rank, double scale)
    {
        using var scope = NewDisposeScope();
        var down = rank > Rank ? cat([Down, zeros([rank - Rank, In], Down.dtype, Down.device)], 0) : Down.alias();
        var up = rank > Rank ? cat([Up, zeros([Out, rank - Rank], Up.dtype, Up.device)], 1) : Up.alias();
        up = scale == Scale ? up : up.Times(Scale / scale);
        return new(down.MoveToOuterDisposeScope(), up.MoveToOuterDisposeScope(), scale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Down.Dispose();
        Up.Dispose();
    }
}
