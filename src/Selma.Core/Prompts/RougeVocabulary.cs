namespace Selma.Core.Prompts;

/// <summary>Numbers words from 0 in the order in which they first come.</summary>
internal sealed class RougeVocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers =
        new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();

    private char[] _word = [];
    private int[] _read = [];

    /// <summary>Words known so far.</summary>
    public int Count => _numbers.Dictionary.Count;

    /// <summary>The numbers of a text's words; a new word gets a new one.</summary>
    public int[] Read(string text)
    {
        if (_word.Length < text.Length)
        {
            _word = new char[2 * text.Length];
            _read = new int[2 * text.Length];
        }

        var count = 0;
        foreach (var word in new RougeTokenizer(text, _word))
        {
            if (!_numbers.TryGetValue(word, out var number))
            {
                number = Count;
                _numbers[word] = number;
            }

            _read[count++] = number;
        }

        return _read[..count];
    }
}
