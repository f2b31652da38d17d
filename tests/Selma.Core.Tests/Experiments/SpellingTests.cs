using CsCheck;
using Selma.Core.Experiments;

namespace Selma.Core.Tests.Experiments;

public static class SpellingTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'd'], 0, 6];

    [Theory]
    [InlineData("kitten", "sitting", 3)] // k -> s, e -> i, + g
    [InlineData("cuont", "count", 1)] // u and o swapped
    [InlineData("", "abc", 3)]
    [InlineData("ca", "abc", 3)] // optimal string alignment: a swap is not edited again
    public static void Counts_edits_and_swaps_of_neighbours(string a, string b, int expected) => Assert.Equal(expected, Spelling.Distance(a, b));

    [Fact]
    public static void Is_symmetric_and_zero_only_for_equal_words() => Gen.Select(Word, Word).Sample((a, b) =>
        Spelling.Distance(a, b) == Spelling.Distance(b, a) && (Spelling.Distance(a, b) == 0) == (a == b));

    [Fact]
    public static void Is_at_most_the_longer_word_and_at_least_the_difference_in_length() => Gen.Select(Word, Word).Sample((a, b) =>
        Spelling.Distance(a, b) <= Math.Max(a.Length, b.Length) && Spelling.Distance(a, b) >= Math.Abs(a.Length - b.Length));

    [Fact]
    public static void The_nearest_word_disregards_case() => Assert.Equal("rank", Spelling.Nearest("RNAK", ["alpha", "rank", "choose"]));

    [Fact]
    public static void Among_no_words_nothing_is_suggested() => Assert.Equal("", Spelling.Suggest("rank", []));
}
