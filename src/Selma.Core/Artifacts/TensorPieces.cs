using static TorchSharp.torch;

namespace Selma.Core.Artifacts;

/// <summary>A tensor's memory in pieces: no span is longer than 2 GiB, and a tensor may be.</summary>
internal static class TensorPieces
{
    private const long Most = 1L << 30; // bytes of a piece

    /// <summary>Is handed a piece.</summary>
    /// <param name="start">Its first byte within the tensor.</param>
    /// <param name="bytes">The tensor's own memory.</param>
    public delegate void Visit(long start, Span<byte> bytes);

    /// <summary>Hands out the memory of a tensor, row-major, piece after piece.</summary>
    /// <param name="tensor">Contiguous, on the CPU.</param>
    /// <param name="visit">Reads or writes a piece.</param>
    /// <param name="most">Bytes of a piece at most.</param>
    public static void ForEach(Tensor tensor, Visit visit, long most = Most)
    {
        var count = tensor.numel();
        if (count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var flat = tensor.detach().view(-1);
        var size = flat.element_size();
        var step = Math.Max(1, most / size);
        for (var first = 0L; first < count; first += step)
        {
            using var piece = flat.narrow(0, first, Math.Min(step, count - first));
            visit(first * size, piece.bytes);
        }
    }
}
