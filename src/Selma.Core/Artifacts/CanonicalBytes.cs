using System.Buffers.Binary;
using System.Globalization;

namespace Selma.Core.Artifacts;

/// <summary>The one byte form of a tree of plain values, the same on every machine; keys and digests of values are taken over it.</summary>
/// <remarks>
/// A line with the kind, then: <c>s5:stage</c>, <c>i-7;</c>, <c>d3f1a36e2eb1c432d;</c> (the bits of a double), <c>b1;</c>, <c>n;</c>,
/// <c>[...]</c>, <c>{...}</c> with keys sorted by UTF-8 bytes. Doubles are bits because no two runtimes print them alike;
/// strings are taken as they are, because Unicode normalisation depends on the machine's ICU.
/// </remarks>
internal static class CanonicalBytes
{
    /// <summary>Encodes a tree made by <see cref="KeyTree"/>.</summary>
    /// <param name="kind">The first line, such as <c>selma-key-1</c>; empty for none.</param>
    /// <param name="tree">The tree.</param>
    public static byte[] Of(string kind, object? tree)
    {
        using var bytes = new MemoryStream();
        if (kind.Length > 0)
        {
            Put(bytes, kind + "\n");
        }

        Encode(bytes, tree);
        return bytes.ToArray();
    }

    private static void Encode(MemoryStream bytes, object? value)
    {
        switch (value)
        {
            case null:
                Put(bytes, "n;");
                break;
            case bool truth:
                Put(bytes, truth ? "b1;" : "b0;");
                break;
            case string text:
                var utf8 = Utf8Order.Utf8.GetBytes(text);
                Put(bytes, string.Create(CultureInfo.InvariantCulture, $"s{utf8.Length}:"));
                bytes.Write(utf8);
                break;
            case long or ulong:
                Put(bytes, string.Create(CultureInfo.InvariantCulture, $"i{value};"));
                break;
            case double number:
                Put(bytes, $"d{Bits(number)};");
                break;
            case KeyMap map:
                Encode(bytes, map);
                break;
            case IReadOnlyList<object?> list:
                Encode(bytes, list);
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} has no canonical form; make the tree with KeyTree.");
        }
    }

    private static void Encode(MemoryStream bytes, KeyMap map)
    {
        Put(bytes, "{");
        foreach (var (key, value) in map)
        {
            Encode(bytes, key);
            Encode(bytes, value);
        }

        Put(bytes, "}");
    }

    private static void Encode(MemoryStream bytes, IReadOnlyList<object?> list)
    {
        Put(bytes, "[");
        foreach (var item in list)
        {
            Encode(bytes, item);
        }

        Put(bytes, "]");
    }

    private static string Bits(double number)
    {
        Span<byte> bits = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bits, number + 0.0); // -0.0 becomes 0.0
        return Convert.ToHexStringLower(bits);
    }

    private static void Put(MemoryStream bytes, string text) => bytes.Write(Utf8Order.Utf8.GetBytes(text));
}
