using CsCheck;
using Selma.Core.Prompts;

namespace Selma.Core.Tests.Prompts;

public static class RougeLTests
{
    private static readonly string[] Vocabulary = ["two", "red", "cats", "on", "a", "mat"];
    private static readonly Gen<string> Word = Gen.Int[0, Vocabulary.Length - 1].Select(index => Vocabulary[index]);
    private static readonly Gen<string> Prompt = Word.List[1, 12].Select(words => string.Join(' ', words));
    private static readonly Gen<string> Page = Word.List[0, 200].Select(words => string.Join(' ', words));

    [Theory]
    [InlineData("the cat sat on the mat", "the cat was on the mat", 5 / 6.0)] // 5 of 6 and 6 words in common
    [InlineData("two red cats", "cats red two", 1 / 3.0)] // one word in order
    [InlineData("A cat, sitting!", "a CAT sitting", 1.0)] // case and punctuation do not count
    [InlineData("don't stop", "dont stop", 0.4)] // don t stop: 1 of 3 and 2
    [InlineData("Wheat is covered by snow.", "The wheat is covered by deep snow.", 5 / 6.0)] // 5 of 5 and 7
    [InlineData("a cat", "", 0.0)]
    public static void Matches_values_worked_by_hand(string a, string b, double expected) =>
        Assert.Equal(expected, RougeL.Similarity(a, b), precision: 12);

    [Theory]
    [InlineData("a b c d e", "a b c d x", true)] // 4 of 5 and 5: rounding gives 0.8000000000000002
    [InlineData("a b c d", "a b c d e f", false)] // 4 of 4 and 6: exactly 0.8
    [InlineData("a b c d e f g h i j k l m", "a b c d e f g h i j k l 1 2 3 4 5", true)] // 12 of 13 and 17
    public static void Ties_at_four_fifths_fall_as_they_do_in_doubles(string a, string b, bool above)
    {
        Assert.Equal(above, RougeL.Similarity(a, b) > 0.8);
        Assert.Equal(above, RougeL.Similarity(b, a) > 0.8);
    }

    [Theory]
    [InlineData("caf\u00E9 \uFB01sh x\u00B2 \u00BD", "caf sh x")]
    [InlineData("\u0130stanbul", "i stanbul")] // Python lowers it to i and a combining dot
    [InlineData("4\u212A", "4k")] // the Kelvin sign
    [InlineData("\u017Fnake_case-word", "nake case word")] // a long s is no s
    [InlineData("\uFF21\u0663 9", "9")] // full-width letter, Arabic digit
    [InlineData("...", "")]
    public static void Words_are_those_of_rouge_score(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), RougeL.Words(text));

    [Fact]
    public static void Equals_the_table_of_dynamic_programming() =>
        Gen.Select(Page, Page).Sample((a, b) => RougeL.Score(a, b) == PlainRougeL.Score(RougeL.Words(a), RougeL.Words(b)));

    [Fact]
    public static void Is_symmetric_to_the_last_bit() =>
        Gen.Select(Page, Page).Sample((a, b) => RougeL.Similarity(a, b) == RougeL.Similarity(b, a));

    [Fact]
    public static void Is_one_only_for_equal_words() =>
        Gen.Select(Prompt, Prompt).Sample((a, b) => RougeL.Similarity(a, b) == 1 == (a == b));
}
