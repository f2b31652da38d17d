using System.Numerics;
using System.Runtime.CompilerServices;

namespace Selma.Core.Prompts;

/// <summary>The length of the longest common subsequence of one sequence and many others, 64 columns of the table at a time.</summary>
/// <remarks>
/// Bit i of a word stands for place i of the held sequence; a 0 bit marks a place where the table's row grows.
/// Source: Hyyrö 2004, "Bit-parallel LCS-length computation revisited"; Crochemore et al. 2001.
/// </remarks>
internal sealed class CommonSubsequence
{
    private ulong[] _places = []; // [items, words]: bit set where the held sequence has the item
    private ulong[] _row = []; // [words]
    private int[] _held = [];
    private int _words;

    /// <summary>Holds a sequence to compare others with.</summary>
    /// <param name="sequence">Numbers from 0.</param>
    /// <param name="items">Above every number of this sequence and of those to come.</param>
    public void Hold(int[] sequence, int items)
    {
        Release();
        _held = sequence;
        _words = Math.Max(1, (sequence.Length + 63) / 64);
        if (_places.Length < items * _words)
        {
            _places = new ulong[items * _words * 2];
        }

        if (_row.Length < _words)
        {
            _row = new ulong[_words];
        }

        for (var i = 0; i < sequence.Length; i++)
        {
            _places[(sequence[i] * _words) + (i / 64)] |= 1UL << (i % 64);
        }
    }

    /// <summary>The length of the longest common subsequence of the held sequence and <paramref name="other"/>.</summary>
    public int Length(ReadOnlySpan<int> other) => _words == 1 ? OneWord(other) : ManyWords(other);

    private void Release()
    {
        foreach (var item in _held)
        {
            Array.Clear(_places, item * _words, _words);
        }
    }

    // Called millions of times from the first second on: tier-0 code would take eight times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int OneWord(ReadOnlySpan<int> other)
    {
        var places = _places;
        var row = ulong.MaxValue;
        foreach (var item in other)
        {
            var match = row & places[item];
            row = (row + match) | (row - match);
        }

        return BitOperations.PopCount(~row); // bits above the held length stay 1
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ManyWords(ReadOnlySpan<int> other)
    {
        var row = _row.AsSpan(0, _words);
        row.Fill(ulong.MaxValue);
        foreach (var item in other)
        {
            var places = _places.AsSpan(item * _words, _words);
            var carry = 0UL;
            for (var i = 0; i < row.Length; i++)
            {
                var match = row[i] & places[i];
                var sum = row[i] + match;
                var carried = sum + carry;
                carry = (sum < match || carried < sum) ? 1UL : 0UL;
                row[i] = carried | (row[i] & ~match);
            }
        }

        var length = 0;
        foreach (var word in row)
        {
            length += BitOperations.PopCount(~word);
        }

        return length;
    }
}
