using System.Runtime.CompilerServices;

namespace Selma.Core.Prompts;

/// <summary>Finds the text most similar to a new one among many, by <see cref="RougeL"/>.</summary>
/// <remarks>
/// Texts lie on shelves by their number of words. The best similarity so far says how many words a text of a shelf must share to be better;
/// shelves that are too short or too long are not opened, and texts that lack too many of the words are not compared. Both bounds are
/// exact, so the result is that of comparing everything. Not for use by several threads at once.
/// </remarks>
public sealed class RougeLFilter
{
    private readonly RougeVocabulary _vocabulary = new();
    private readonly CommonSubsequence _subsequence = new();
    private readonly List<RougeShelf> _shelves = []; // by number of words

    /// <summary>Texts added.</summary>
    public int Count { get; private set; }

    /// <summary>Cuts a text into words, numbered as this filter knows them.</summary>
    public int[] Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RougeTokenizer.Numbers(text, _vocabulary);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="words">Its words, as <see cref="Read"/> gives them.</param>
    /// <returns>Its index: the number of texts added before it.</returns>
    public int Add(int[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        while (_shelves.Count <= words.Length)
        {
            _shelves.Add(new(_shelves.Count));
        }

        _shelves[words.Length].Add(words, Count);
        return Count++;
    }

    /// <summary>Finds the most similar text; of several the one added first.</summary>
    /// <param name="words">The new text's words, as <see cref="Read"/> gives them.</param>
    /// <returns>The text's index and similarity; index -1 in an empty filter.</returns>
    public RougeNeighbour Nearest(int[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (Count == 0)
        {
            return new(-1, 0);
        }

        _subsequence.Hold(words, _vocabulary.Count);
        var marks = WordMarks.Of(words);
        var best = new RougeNeighbour(0, 0);
        for (var distance = 0; distance < Math.Max(_shelves.Count, words.Length + 1); distance++)
        {
            best = Search(words.Length + distance, words.Length, marks, best);
            best = distance == 0 ? best : Search(words.Length - distance, words.Length, marks, best);
        }

        return best;
    }

    private RougeNeighbour Search(int shelf, int length, WordMarks marks, RougeNeighbour best) =>
        shelf <= 0 || shelf >= _shelves.Count ? best : Search(_shelves[shelf], length, marks, best);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private RougeNeighbour Search(RougeShelf shelf, int length, WordMarks marks, RougeNeighbour best)
    {
        var need = Need(best.Similarity, length, shelf.Length);
        if (need > Math.Min(length, shelf.Length))
        {
            return best;
        }

        var all = shelf.Marks;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Missing(marks) > shelf.Length - need || marks.Missing(all[i]) > length - need)
            {
                continue;
            }

            var common = _subsequence.Length(shelf.Words(i));
            if (common < need)
            {
                continue;
            }

            var similarity = RougeScore.F(common, length, shelf.Length);
            if (similarity > best.Similarity || shelf.Index(i) < best.Index)
            {
                best = new(shelf.Index(i), similarity);
                need = Need(similarity, length, shelf.Length);
            }
        }

        return best;
    }

    /// <summary>The fewest common words, from 1, that make texts of these lengths at least as similar as <paramref name="similarity"/>.</summary>
    private static int Need(double similarity, int first, int second)
    {
        var need = Math.Max(1, (int)(similarity * (first + second) / 2) - 1);
        while (need <= Math.Min(first, second) && RougeScore.F(need, first, second) < similarity)
        {
            need++;
        }

        return need;
    }
}
