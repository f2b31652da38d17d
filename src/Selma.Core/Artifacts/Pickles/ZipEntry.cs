namespace Selma.Core.Artifacts.Pickles;

/// <summary>A stored entry of a ZIP file.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">First byte of its content, counted from the start of the file.</param>
/// <param name="Length">Bytes of content.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length);
