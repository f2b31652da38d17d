using System.Numerics;

namespace Selma.Core.Prompts;

/// <summary>Which words a text has, a bit for each word's number modulo 128: common words come early and have a bit of their own.</summary>
internal readonly record struct WordMarks(ulong Low, ulong High)
{
    /// <summary>The marks of a text.</summary>
    public static WordMarks Of(ReadOnlySpan<int> words)
    {
        ulong low = 0, high = 0;
        foreach (var word in words)
        {
            var bit = 1UL << (word & 63);
            low |= (word & 64) == 0 ? bit : 0;
            high |= (word & 64) == 0 ? 0 : bit;
        }

        return new(low, high);
    }

    /// <summary>At least so many of this text's words are not in <paramref name="other"/>.</summary>
    public int Missing(WordMarks other) => BitOperations.PopCount(Low & ~other.Low) + BitOperations.PopCount(High & ~other.High);
}
