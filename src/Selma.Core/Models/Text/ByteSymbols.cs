namespace Selma.Core.Models.Text;

/// <summary>The characters that stand for bytes in a byte-level vocabulary: printable ones for themselves, the others from U+0100 on.</summary>
/// <remarks>Source: openai/CLIP, <c>bytes_to_unicode</c> in <c>simple_tokenizer.py</c>.</remarks>
internal static class ByteSymbols
{
    /// <summary>Ends the last symbol of a word.</summary>
    public const string WordEnd = "</w>";

    private static readonly string[] Table = [.. Enumerable.Range(0, 256).Select(value => Symbol((byte)value))];

    /// <summary>The symbols in the order of their ids: printable bytes first, then the others.</summary>
    public static IEnumerable<string> InOrder => Enumerable.Range(0, 256)
        .OrderBy(value => IsPrintable((byte)value) ? 0 : 1).ThenBy(value => value).Select(value => Table[value]);

    /// <summary>The symbol of a byte.</summary>
    public static string Of(byte value) => Table[value];

    private static string Symbol(byte value) => (IsPrintable(value) ? (char)value : (char)(256 + Unprintable(value))).ToString();

    private static int Unprintable(byte value) => Enumerable.Range(0, value).Count(smaller => !IsPrintable((byte)smaller));

    private static bool IsPrintable(byte value) => value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
}
