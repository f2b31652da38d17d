namespace Selma.Core.Artifacts;

/// <summary>One tensor of a safetensors file: what the header says of it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Dtype">Type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes of data, row-major and little-endian.</param>
public sealed record SafeTensorEntry(string Name, SafeTensorDtype Dtype, IReadOnlyList<long> Shape, long Offset, long Length);
