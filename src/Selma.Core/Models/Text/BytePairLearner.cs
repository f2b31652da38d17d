using System.Text;
using System.Text.RegularExpressions;

namespace Selma.Core.Models.Text;

/// <summary>Learns CLIP's byte-level byte-pair encoding until every word is one token.</summary>
/// <remarks>Source: Sennrich et al. 2016 (byte pairs), openai/CLIP <c>simple_tokenizer.py</c> (byte symbols, word pattern, order of tokens).</remarks>
public static partial class BytePairLearner
{
    /// <summary>Learns the vocabulary of captions.</summary>
    /// <param name="captions">Texts; counted without regard to case.</param>
    /// <param name="words">Words that must be known even where no caption has them.</param>
    /// <param name="weight">How often each of <paramref name="words"/> counts beside its occurrences.</param>
    /// <returns>512 byte symbols, a token a merge, start and end: the same for the same counts, whatever the order of captions.</returns>
    public static BytePairVocabulary Learn(IEnumerable<string> captions, IEnumerable<string> words, int weight = 9)
    {
        var counts = Count(captions, words, weight);
        var spellings = counts.Keys.Select(word => (Count: counts[word], Symbols: Spell(word))).ToArray();
        List<(string Left, string Right)> merges = [];
        while (MostFrequent(spellings) is { } pair)
        {
            merges.Add(pair);
            for (var i = 0; i < spellings.Length; i++)
            {
                spellings[i].Symbols = Merge(spellings[i].Symbols, pair);
            }
        }

        string[] bytes = [.. ByteSymbols.InOrder];
        return new(
            [
                .. bytes,
                .. bytes.Select(symbol => symbol + ByteSymbols.WordEnd),
                .. merges.Select(pair => pair.Left + pair.Right).Distinct(),
                BytePairVocabulary.Start,
                BytePairVocabulary.End,
            ],
            merges);
    }

    private static SortedDictionary<string, int> Count(IEnumerable<string> captions, IEnumerable<string> words, int weight)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in captions.SelectMany(caption => Words().Matches(caption.ToLowerInvariant())).Select(match => match.Value))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        foreach (var word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + weight;
        }

        return counts;
    }

    private static string[] Spell(string word)
    {
        string[] symbols = [.. Encoding.UTF8.GetBytes(word).Select(ByteSymbols.Of)];
        symbols[^1] += ByteSymbols.WordEnd;
        return symbols;
    }

    /// <summary>The pair that occurs most; of several the last in ordinal order; null when every word is one symbol.</summary>
    private static (string Left, string Right)? MostFrequent(IEnumerable<(int Count, string[] Symbols)> spellings)
    {
        var pairs = new Dictionary<(string Left, string Right), int>();
        foreach (var (count, symbols) in spellings)
        {
            foreach (var pair in symbols.Zip(symbols.Skip(1)))
            {
                pairs[pair] = pairs.GetValueOrDefault(pair) + count;
            }
        }

        return pairs.Count == 0 ? null : pairs.Keys.OrderByDescending(pair => pairs[pair])
            .ThenByDescending(pair => pair.Left, StringComparer.Ordinal).ThenByDescending(pair => pair.Right, StringComparer.Ordinal).First();
    }

    private static string[] Merge(string[] symbols, (string Left, string Right) pair)
    {
        List<string> merged = [];
        for (var i = 0; i < symbols.Length; i++)
        {
            var joins = i + 1 < symbols.Length && (symbols[i], symbols[i + 1]) == pair;
            merged.Add(joins ? symbols[i] + symbols[++i] : symbols[i]);
        }

        return [.. merged];
    }

    /// <summary>CLIP's words: English endings, letters, one digit, other signs.</summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+")]
    private static partial Regex Words();
}
