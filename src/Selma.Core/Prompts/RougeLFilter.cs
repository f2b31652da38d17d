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
        return _vocabulary.Read(text);
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
        var nearest = NearestAbove(0, words);
        return nearest.Index >= 0 || Count == 0 ? nearest : new(0, 0);
    }

    /// <summary>Finds the most similar text above a threshold, much faster than <see cref="Nearest"/>; of several the one added first.</summary>
    /// <param name="threshold">0 to 1; a similarity must be above it.</param>
    /// <param name="words">The new text's words, as <see cref="Read"/> gives them.</param>
    /// <returns>The text's index and similarity; index -1 where none is so similar.</returns>
    public RougeNeighbour NearestAbove(double threshold, int[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        _subsequence.Hold(words, _vocabulary.Count);
        var search = new RougeSearch(_subsequence, words, threshold);
        var (shorter, longer) = (words.Length, words.Length + 1);
        while (shorter > 0 || longer < _shelves.Count)
        {
            shorter = shorter > 0 && Search(ref search, shorter) ? shorter - 1 : 0;
            longer = longer < _shelves.Count && Search(ref search, longer) ? longer + 1 : _shelves.Count;
        }

        return search.Best;
    }

    private bool Search(ref RougeSearch search, int length) => length >= _shelves.Count || search.In(_shelves[length]);
}
