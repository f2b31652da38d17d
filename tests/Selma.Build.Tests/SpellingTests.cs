using CsCheck;

namespace Selma.Build.Tests;

public static class SpellingTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'd'], 0, 6];

    [Theory]
    [InlineData("kitten", "sitting", 3)] // k -> s, e -> i, + g
    [InlineData("", "abc", 3)]
    [InlineData("mrege", "merge", 2)]
    public static void Counts_single_letter_edits(string a, string b, int expected) => Assert.Equal(expected, Spelling.Distance(a, b));

    [Fact]
    public static void Is_symmetric_and_zero_only_for_equal_words() => Gen.Select(Word, Word).Sample((a, b) =>
        Spelling.Distance(a, b) == Spelling.Distance(b, a) && (Spelling.Distance(a, b) == 0) == (a == b));

    [Fact]
    public static void Obeys_the_triangle_inequality() => Gen.Select(Word, Word, Word).Sample((a, b, c) =>
        Spelling.Distance(a, c) <= Spelling.Distance(a, b) + Spelling.Distance(b, c));
}
