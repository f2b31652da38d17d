using System.Runtime.CompilerServices;

namespace Selma.Core.Prompts;

/// <summary>A search for the text most similar to a new one; what was found narrows what is still compared.</summary>
internal ref struct RougeSearch(CommonSubsequence subsequence, ReadOnlySpan<int> words, double threshold)
{
    private const double Rounding = 1e-9; // above what rounding adds to a count of words
    private readonly CommonSubsequence _subsequence = subsequence;
    private readonly int _length = words.Length;
    private readonly WordMarks _marks = WordMarks.Of(words);

    /// <summary>The most similar text so far, of several the one of lowest index; index -1 for none above the threshold.</summary>
    public RougeNeighbour Best { get; private set; } = new(-1, threshold);

    /// <summary>Compares the texts of a shelf as far as they can change <see cref="Best"/>.</summary>
    /// <returns>False when this shelf's texts are too short or too long, and so are those of the shelves beyond.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // most of the time goes here, from the first second on
    public bool In(RougeShelf shelf)
    {
        var need = Need(shelf.Length);
        if (need > Math.Min(_length, shelf.Length))
        {
            return false;
        }

        var marks = _marks;
        var all = shelf.Marks;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Missing(marks) > shelf.Length - need || marks.Missing(all[i]) > _length - need)
            {
                continue;
            }

            var common = _subsequence.Length(shelf.Words(i));
            if (common >= need)
            {
                Meet(shelf.Index(i), RougeScore.F(common, _length, shelf.Length));
                need = Need(shelf.Length);
            }
        }

        return true;
    }

    private void Meet(int index, double similarity)
    {
        if (similarity > Best.Similarity || (similarity == Best.Similarity && index < Best.Index))
        {
            Best = new(index, similarity);
        }
    }

    /// <summary>The fewest common words, from 1, that can change <see cref="Best"/>.</summary>
    private readonly int Need(int length)
    {
        var exact = Best.Similarity * (_length + length) / 2; // F = 2 common / (first + second), but for rounding
        var need = Math.Max(1, (int)Math.Ceiling(exact - Rounding));
        var isTie = need - exact < Rounding;
        return isTie && RougeScore.F(need, _length, length) < Best.Similarity ? need + 1 : need;
    }
}
