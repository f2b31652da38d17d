using System.Buffers;

namespace Selma.Core.Prompts;

/// <summary>Cuts text into words as rouge_score does without stemming: runs of a-z and 0-9 of the lower-cased text.</summary>
/// <remarks>
/// Two other characters have a lower case in Python that holds an ASCII letter: the Kelvin sign U+212A is "k", and U+0130 is "i" with a
/// combining dot, which ends the word. Letters and digits of other scripts, ligatures and fractions only part words.
/// Source: google-research <c>rouge/tokenize.py</c>.
/// </remarks>
internal static class RougeTokenizer
{
    private const char Kelvin = '\u212A';
    private const char DottedI = '\u0130';

    /// <summary>The number of each word in <paramref name="vocabulary"/>, which takes in new words.</summary>
    public static int[] Numbers(string text, RougeVocabulary vocabulary)
    {
        var numbers = new List<int>(text.Length / 4);
        Cut(text, numbers, (word, to) => to.Add(vocabulary.Number(word)));
        return [.. numbers];
    }

    /// <summary>The words, lower-cased.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        Cut(text, words, (word, to) => to.Add(word.ToString()));
        return words;
    }

    private static void Cut<T>(string text, T to, ReadOnlySpanAction<char, T> take)
    {
        var lower = text.Length <= 1024 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            var kept = Lower(letter);
            if (kept != '\0')
            {
                lower[length++] = kept;
            }

            if (length > 0 && (kept == '\0' || letter == DottedI))
            {
                take(lower[..length], to);
                length = 0;
            }
        }

        if (length > 0)
        {
            take(lower[..length], to);
        }
    }

    private static char Lower(char letter) => letter switch
    {
        >= 'a' and <= 'z' or >= '0' and <= '9' => letter,
        >= 'A' and <= 'Z' => (char)(letter | 0x20),
        Kelvin => 'k',
        DottedI => 'i',
        _ => '\0',
    };
}
