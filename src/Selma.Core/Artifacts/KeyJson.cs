using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>A tree of plain values as JSON for people and records, with sorted keys and LF; reading it back gives the same tree.</summary>
internal static class KeyJson
{
    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented UTF-8, ended by a line feed.</summary>
    public static byte[] Write(object? tree)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            Write(writer, tree);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads a tree.</summary>
    /// <exception cref="JsonException">Not JSON, or a key twice in one map.</exception>
    public static object? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long or ulong:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteRawValue(Text(number));
                break;
            case KeyMap map:
                Write(writer, map);
                break;
            case IReadOnlyList<object?> list:
                Write(writer, list);
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is no part of a tree.");
        }
    }

    private static void Write(Utf8JsonWriter writer, KeyMap map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<object?> list)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    /// <summary>A double always has a point or an exponent, which tells it from an integer.</summary>
    public static string Text(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object => Map(element),
        _ => null,
    };

    private static object Number(string text)
    {
        if (text.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return double.Parse(text, CultureInfo.InvariantCulture);
        }

        if (long.TryParse(text, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        return ulong.TryParse(text, CultureInfo.InvariantCulture, out var large) ? large : throw new JsonException($"{text} is out of range.");
    }

    private static KeyMap Map(JsonElement element)
    {
        var map = new KeyMap();
        foreach (var member in element.EnumerateObject())
        {
            if (!map.TryAdd(member.Name, Read(member.Value)))
            {
                throw new JsonException($"'{member.Name}' is there twice.");
            }
        }

        return map;
    }
}
