using Selma.Core.Prompts;

namespace Selma.Core.Tests.Prompts;

public static class PromptPoolTests
{
    private static readonly Skill Cats = new("cats", "cats", "", ["a red cat sits on the mat"], MaxWords: 5);

    [Fact]
    public static void Takes_in_what_is_unlike_and_names_the_nearest()
    {
        var pool = new PromptPool(Cats, 0.8, []);
        Assert.Equal(new Verdict(null, "a red cat sits on the mat", 3 / 7.0), pool.Offer("a cat stands on a red rug")); // "a cat on": 3 of 7 and 7
        Assert.Equal(new Verdict(Verdict.Similar, "a red cat sits on the mat", 6 / 7.0), pool.Offer("A red cat lies on the mat."));
        Assert.Equal(["a red cat sits on the mat", "a cat stands on a red rug"], pool.All);
    }

    [Theory]
    [InlineData("", Verdict.Empty)]
    [InlineData("?! é", Verdict.Empty)] // nothing that ROUGE-L compares
    [InlineData("one two three four five six seven eight nine ten", null)] // twice the limit of five
    [InlineData("one two three four five six seven eight nine ten eleven", Verdict.TooLong)]
    [InlineData("Two DOGS, on a rug", Verdict.HeldOut)]
    [InlineData("three ducks swim", Verdict.Cut)]
    public static void Rejects_for_a_reason(string prompt, string? reason)
    {
        var pool = new PromptPool(Cats, 0.8, ["two dogs on a rug!"], fits: text => text != "three ducks swim");
        Assert.Equal(reason, pool.Offer(prompt).Rejection);
    }

    [Fact]
    public static void Seed_prompts_must_be_there() =>
        Assert.Equal("SELMA2001", Assert.Throws<SelmaException>(() => new PromptPool(Cats with { SeedPrompts = [] }, 0.8, [])).Code);

    [Fact]
    public static void Seed_prompts_must_not_be_held_out()
    {
        var error = Assert.Throws<SelmaException>(() => new PromptPool(Cats, 0.8, ["a red cat... sits on THE mat"]));
        Assert.Equal("SELMA2004", error.Code);
        Assert.Contains("'cats'", error.Message, StringComparison.Ordinal);
    }
}
