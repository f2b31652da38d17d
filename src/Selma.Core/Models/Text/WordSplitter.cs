using System.Text;

namespace Selma.Core.Models.Text;

/// <summary>Cuts a normalised text into CLIP's pieces: English endings, letters, one digit, other signs; white space falls away.</summary>
/// <remarks>
/// Works on code points, where .NET's regular expressions would see the halves of a surrogate pair.
/// Source: transformers' CLIPTokenizer, whose byte-level stage splits a literal special token once more.
/// </remarks>
internal static class WordSplitter
{
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private static readonly string[] Markers = [BytePairVocabulary.Start, BytePairVocabulary.End];

    /// <summary>Normal form C in lower case, character by character: a final capital sigma becomes U+03C3.</summary>
    public static string Normalize(string text)
    {
        var lower = new StringBuilder();
        foreach (var rune in CanonicalComposition.Compose(text).EnumerateRunes())
        {
            _ = rune.Value == 0x130 ? lower.Append("i\u0307") : lower.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return lower.ToString();
    }

    /// <summary>The pieces, none of them empty.</summary>
    /// <param name="text">A normalised text.</param>
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            if (Array.Find(Markers, marker => StartsWith(text, start, marker)) is { } marker)
            {
                yield return marker[..2];
                yield return marker[2..^2];
                yield return marker[^2..];
                start += marker.Length;
                continue;
            }

            var length = Length(text, start);
            if (!Rune.IsWhiteSpace(Rune.GetRuneAt(text, start)))
            {
                yield return text.Substring(start, length);
            }

            start += length;
        }
    }

    private static int Length(string text, int start)
    {
        var first = Rune.GetRuneAt(text, start);
        return Array.Find(Endings, ending => StartsWith(text, start, ending)) is { } ending ? ending.Length
            : Rune.IsLetter(first) ? Run(text, start, Rune.IsLetter)
            : Rune.IsWhiteSpace(first) || Rune.IsNumber(first) ? first.Utf16SequenceLength
            : Run(text, start, rune => !Rune.IsWhiteSpace(rune) && !Rune.IsLetter(rune) && !Rune.IsNumber(rune));
    }

    private static int Run(string text, int start, Func<Rune, bool> belongs)
    {
        var end = start;
        while (end < text.Length && Rune.GetRuneAt(text, end) is var rune && belongs(rune))
        {
            end += rune.Utf16SequenceLength;
        }

        return end - start;
    }

    private static bool StartsWith(string text, int start, string prefix) =>
        text.AsSpan(start).StartsWith(prefix, StringComparison.Ordinal);
}
