namespace Selma.Core.Prompts;

/// <summary>Numbers words from 0 in the order in which they first come.</summary>
internal sealed class RougeVocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words known so far.</summary>
    public int Count => _numbers.Dictionary.Count;

    /// <summary>The word's number, a new one for a new word.</summary>
    public int Number(ReadOnlySpan<char> word)
    {
        if (!_numbers.TryGetValue(word, out var number))
        {
            number = Count;
            _numbers[word] = number;
        }

        return number;
    }
}
