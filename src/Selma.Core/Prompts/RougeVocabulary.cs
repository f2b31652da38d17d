namespace Selma.Core.Prompts;

/// <summary>Numbers words from 0 in the order in which they first come.</summary>
internal sealed class RougeVocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers =
        new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words known so far.</summary>
    public int Count => _numbers.Dictionary.Count;

    /// <summary>The numbers of a text's words; a new word gets a new one.</summary>
    public int[] Read(string text)
    {
        var numbers = new List<int>(text.Length / 4);
        foreach (var word in new RougeTokenizer(text))
        {
            if (!_numbers.TryGetValue(word, out var number))
            {
                number = Count;
                _numbers[word] = number;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
