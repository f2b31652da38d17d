using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Selma.Core.Artifacts;

/// <summary>Writes safetensors files as the reference implementation lays them out, equal content as equal bytes.</summary>
/// <remarks>
/// Tensors stand in descending order of type, then by name; metadata keys are sorted, which the reference leaves to chance;
/// the header is padded to a multiple of 8. Readers of the transformers library expect <c>"format": "pt"</c> in the metadata.
/// </remarks>
public static class SafeTensorsWriter
{
    private static readonly Dictionary<string, string> PyTorch = new() { ["format"] = "pt" };

    /// <summary>Writes a file that appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Its tensors, in any order, names different.</param>
    /// <param name="metadata">Its strings; <c>{"format": "pt"}</c> when not given.</param>
    public static void Write(
        string path, IEnumerable<SafeTensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes to a stream.</summary>
    public static void Write(
        Stream stream, IEnumerable<SafeTensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var ordered = tensors.OrderByDescending(tensor => tensor.Dtype).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        var header = Encoding.UTF8.GetBytes(Header(ordered, metadata ?? PyTorch));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, (header.Length + 7) / 8 * 8);
        stream.Write(length);
        stream.Write(header);
        stream.Write("       "u8[..((8 - (header.Length % 8)) % 8)]);
        foreach (var tensor in ordered)
        {
            var start = stream.Position;
            tensor.Write(stream);
            if (stream.Position - start != tensor.Length)
            {
                throw new InvalidOperationException($"'{tensor.Name}' wrote {stream.Position - start} bytes instead of {tensor.Length}.");
            }
        }
    }

    private static string Header(SafeTensorSource[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var parts = new List<string>();
        if (metadata.Count > 0)
        {
            var entries = metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal);
            parts.Add($"\"__metadata__\":{{{string.Join(',', entries.Select(entry => $"{Quote(entry.Key)}:{Quote(entry.Value)}"))}}}");
        }

        var offset = 0L;
        foreach (var tensor in tensors)
        {
            var end = offset + tensor.Length;
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Quote(tensor.Name)}:{{\"dtype\":\"{tensor.Dtype.Name()}\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{offset},{end}]}}"));
            offset = end;
        }

        return $"{{{string.Join(',', parts)}}}";
    }

    /// <summary>A JSON string with the escapes of the reference implementation: only those that JSON demands.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
