namespace Selma.Core.Prompts;

/// <summary>Cuts text into words as rouge_score does without stemming: runs of a-z and 0-9 of the lower-cased text.</summary>
/// <remarks>
/// Two other characters have a lower case in Python that holds an ASCII letter: the Kelvin sign U+212A is "k", and U+0130 is "i" with a
/// combining dot, which ends the word. Letters and digits of other scripts, ligatures and fractions only part words.
/// Source: google-research <c>rouge/tokenize.py</c>.
/// </remarks>
internal ref struct RougeTokenizer(ReadOnlySpan<char> text, Span<char> buffer)
{
    private const char Kelvin = '\u212A';
    private const char DottedI = '\u0130';
    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _word = buffer; // as long as the text
    private int _next;

    /// <summary>The word found last, lower-cased; the next one takes its place.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Makes <c>foreach</c> go over the words.</summary>
    public readonly RougeTokenizer GetEnumerator() => this;

    /// <summary>Finds the next word.</summary>
    public bool MoveNext()
    {
        var length = 0;
        while (_next < _text.Length)
        {
            var letter = _text[_next++];
            var lower = Lower(letter);
            if (lower != '\0')
            {
                _word[length++] = lower;
            }

            if (length > 0 && (lower == '\0' || letter == DottedI))
            {
                break;
            }
        }

        Current = _word[..length];
        return length > 0;
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
