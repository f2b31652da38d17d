using System.Text;

namespace Selma.Core.Models.Text;

/// <summary>Encodes a word by merging, again and again, the pair of neighbours that was learnt first.</summary>
/// <remarks>Source: Sennrich et al. 2016, algorithm 1.</remarks>
internal sealed class BytePairEncoder(IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, int unknown)
{
    private readonly Dictionary<(string Left, string Right), int> _ranks =
        merges.Select((pair, rank) => (pair, rank)).DistinctBy(entry => entry.pair).ToDictionary(entry => entry.pair, entry => entry.rank);

    /// <summary>The ids of a word.</summary>
    /// <param name="word">Not empty.</param>
    public IEnumerable<int> Encode(string word)
    {
        List<string> symbols = [.. Encoding.UTF8.GetBytes(word).Select(ByteSymbols.Of)];
        symbols[^1] += ByteSymbols.WordEnd;
        while (Best(symbols) is { } pair)
        {
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if ((symbols[i], symbols[i + 1]) == pair)
                {
                    symbols[i] += symbols[i + 1];
                    symbols.RemoveAt(i + 1);
                }
            }
        }

        return symbols.Select(symbol => vocabulary.GetValueOrDefault(symbol, unknown));
    }

    private (string Left, string Right)? Best(List<string> symbols)
    {
        (string, string)? best = null;
        var lowest = int.MaxValue;
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if (_ranks.TryGetValue((symbols[i], symbols[i + 1]), out var rank) && rank < lowest)
            {
                (best, lowest) = ((symbols[i], symbols[i + 1]), rank);
            }
        }

        return best;
    }
}
