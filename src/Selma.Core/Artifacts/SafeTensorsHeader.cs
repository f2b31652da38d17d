using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>Reads and checks the header of a safetensors file as the reference implementation does.</summary>
/// <remarks>Source: huggingface/safetensors, <c>safetensors/src/tensor.rs</c>.</remarks>
internal sealed class SafeTensorsHeader
{
    private const int LongestHeader = 100_000_000;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };
    private readonly string _file;
    private readonly Dictionary<string, SafeTensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private long _dataStart;

    private SafeTensorsHeader(string file) => _file = file;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorEntry> Entries => _entries;

    /// <summary>The file's own strings.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads the header at the start of a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="file">Its path, for errors.</param>
    /// <exception cref="SelmaException">SELMA2102: a Git LFS pointer. SELMA2103: not a whole safetensors file.</exception>
    public static SafeTensorsHeader Read(Stream stream, string file)
    {
        var header = new SafeTensorsHeader(file);
        header.Parse(header.HeaderBytes(stream));
        header.CheckCoverage(stream.Length);
        return header;
    }

    private byte[] HeaderBytes(Stream stream)
    {
        var start = new byte[Math.Min(stream.Length, 64)];
        stream.ReadExactly(start);
        GitLfs.ThrowIfPointer(start, _file);
        if (start.Length < 8)
        {
            throw Bad("the file is shorter than 8 bytes");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > LongestHeader)
        {
            throw Bad($"its header would have {length} bytes, and {LongestHeader} is the most allowed");
        }

        if (8 + (long)length > stream.Length)
        {
            throw Bad($"its header has {length} bytes, but the file ends after {stream.Length}");
        }

        var bytes = new byte[length];
        stream.Position = 8;
        stream.ReadExactly(bytes);
        _dataStart = 8 + (long)length;
        return bytes;
    }

    private void Parse(byte[] bytes)
    {
        try
        {
            _ = StrictUtf8.GetCharCount(bytes);
            if (bytes is not [(byte)'{', ..])
            {
                throw Bad("its header does not begin with '{'");
            }

            using var document = JsonDocument.Parse(bytes, Json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                Add(property.Name, property.Value);
            }
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException or FormatException)
        {
            throw Bad($"its header cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private void Add(string name, JsonElement value)
    {
        if (name == "__metadata__")
        {
            foreach (var entry in value.EnumerateObject())
            {
                _metadata[entry.Name] = entry.Value.GetString() ?? throw Bad($"metadata '{entry.Name}' is null");
            }

            return;
        }

        var dtype = Member(name, value, "dtype").GetString();
        var shape = Member(name, value, "shape").EnumerateArray().Select(size => Natural(name, size)).ToArray();
        var offsets = Member(name, value, "data_offsets").EnumerateArray().Select(offset => Natural(name, offset)).ToArray();
        if (SafeTensorDtypes.Find(dtype) is not { } type)
        {
            throw Bad($"tensor '{name}' has the unknown type '{dtype}'");
        }

        if (offsets.Length != 2 || offsets[1] < offsets[0] || offsets[1] - offsets[0] != Bytes(name, type, shape))
        {
            throw Bad($"tensor '{name}': its shape, type and offsets do not agree");
        }

        _entries.Add(name, new(name, type, shape, offsets[0], offsets[1] - offsets[0]));
    }

    private JsonElement Member(string name, JsonElement value, string key) => value.TryGetProperty(key, out var member)
        ? member
        : throw Bad($"tensor '{name}' has no '{key}'");

    private long Natural(string name, JsonElement value) => value.TryGetInt64(out var number) && number >= 0
        ? number
        : throw Bad($"tensor '{name}' has the size or offset {value}");

    private long Bytes(string name, SafeTensorDtype dtype, long[] shape)
    {
        try
        {
            var bits = checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * dtype.Bits());
            return bits % 8 == 0 ? bits / 8 : throw Bad($"tensor '{name}' does not fill whole bytes");
        }
        catch (OverflowException e)
        {
            throw Bad($"tensor '{name}' is larger than any file", e);
        }
    }

    /// <summary>The data must be covered from its first to its last byte, without holes and overlaps; then offsets become absolute.</summary>
    private void CheckCoverage(long fileLength)
    {
        var end = 0L;
        foreach (var entry in _entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length).ToArray())
        {
            if (entry.Offset != end)
            {
                throw Bad($"the data of tensor '{entry.Name}' begin at {entry.Offset} instead of {end}");
            }

            end += entry.Length;
            _entries[entry.Name] = entry with { Offset = entry.Offset + _dataStart };
        }

        if (end + _dataStart != fileLength)
        {
            throw Bad($"its header describes {end + _dataStart} bytes, but the file has {fileLength}");
        }
    }

    private SelmaException Bad(string what, Exception? inner = null) => new(
        "SELMA2103",
        $"This is not a whole safetensors file: {what}. Copy or download it again.",
        new(_file),
        inner);
}
