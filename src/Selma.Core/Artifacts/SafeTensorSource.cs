namespace Selma.Core.Artifacts;

/// <summary>A tensor to be written to a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Write">Writes its data, row-major and little-endian.</param>
public sealed record SafeTensorSource(string Name, SafeTensorDtype Dtype, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>Bytes of data.</summary>
    internal long Length => Shape.Aggregate(1L, (product, size) => checked(product * size)) * Dtype.Bits() / 8;
}
