using Microsoft.Win32.SafeHandles;

namespace Selma.Core.Artifacts;

/// <summary>A safetensors file opened for reading; data are read tensor by tensor, from any thread.</summary>
/// <remarks>Source: https://github.com/huggingface/safetensors.</remarks>
public sealed class SafeTensors : ITensorFile
{
    private readonly SafeTensorsHeader _header;
    private readonly SafeFileHandle _handle;

    private SafeTensors(string path, SafeTensorsHeader header, SafeFileHandle handle)
    {
        Path = path;
        _header = header;
        _handle = handle;
        Names = [.. header.Entries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors' names, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The strings that the file carries beside its tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>What the header says of a tensor.</summary>
    /// <exception cref="SelmaException">SELMA2104: the file has no tensor of this name.</exception>
    public SafeTensorEntry this[string name] => _header.Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new SelmaException("SELMA2104", $"There is no tensor '{name}' in the file. It holds {Names.Count} others.", new(Path));

    /// <summary>Opens a file and checks it whole: every byte belongs to the header or to exactly one tensor.</summary>
    /// <exception cref="SelmaException">
    /// SELMA2101: no such file, or not readable. SELMA2102: a Git LFS pointer. SELMA2103: truncated, or not a safetensors file.
    /// </exception>
    public static SafeTensors Open(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var header = SafeTensorsHeader.Read(stream, path);
            return new(path, header, File.OpenHandle(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelmaException("SELMA2101", $"The file cannot be read: {e.Message}", new(path), e);
        }
    }

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Contains(string name) => _header.Entries.ContainsKey(name);

    /// <summary>The bytes of a tensor, row-major and little-endian.</summary>
    public byte[] ReadBytes(string name)
    {
        var bytes = new byte[this[name].Length];
        Read(name, 0, bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Read(string name, long start, Span<byte> destination)
    {
        var entry = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, entry.Length - start);
        TensorBytes.Read(_handle, entry.Offset + start, destination, name, Path);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
