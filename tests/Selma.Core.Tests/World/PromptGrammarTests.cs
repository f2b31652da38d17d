using Selma.Core.Numerics;
using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class PromptGrammarTests
{
    [Fact]
    public static void Reading_a_prompt_of_the_world_asks_what_its_scene_is_asked() => Assert.All(
        Benchmark.Sample(21, 400),
        prompt => Assert.Equal(
            prompt.Questions.Select(Comparable),
            Questions.For(PromptGrammar.Read(prompt.Prompt)!).Select(Comparable)));

    [Fact]
    public static void Reading_a_caption_that_leaves_things_out_asks_what_is_left() => Assert.All(
        Benchmark.Sample(22, 100),
        prompt =>
        {
            var draws = new Draws(1, prompt.Id, 0);
            var left = CaptionCorruption.LeaveOut(prompt.Scene.Description, draws, 0.4);
            var caption = Captions.Write(left, prompt.Style, draws);
            Assert.Equal(Questions.For(left, caption).Select(Comparable), Questions.For(PromptGrammar.Read(caption)!).Select(Comparable));
        });

    [Theory]
    [InlineData("Two shiny blue balls on the left, above a box.", "Are there balls?|Are the balls blue?|Are there two balls?|Are the balls on the left?|Is there a box?")]
    [InlineData("On the left there is a red star", "Is there a star?|Is the star red?|Is the star on the left?")]
    [InlineData("a star to the right of some moons, a ring below a heart; the background is mint",
        "Is there a star?|Are there moons?|Is there a ring?|Is there a heart?|Is the star to the right of the moons?|Is the ring below the heart?|Is the background mint?")]
    [InlineData("a picture of tents, small green cross at the bottom, gray background, sharp, flat art",
        "Are there tents?|Is there a cross?|Is the cross green?|Is the cross small?|Is the cross at the bottom?|Is the background gray?")]
    [InlineData("In this image there is a ball and a box. Pink ribbons.", "Is there a ball?|Is there a box?")]
    public static void Clauses_put_together_in_other_ways_are_read_too(string prompt, string questions) =>
        Assert.Equal(questions.Split('|'), Questions.For(PromptGrammar.Read(prompt)!).Select(question => question.Text));

    [Theory]
    [InlineData("a landscape at dawn")]
    [InlineData("a red ball and a blue ball")]
    [InlineData("")]
    public static void A_prompt_without_things_or_with_one_noun_twice_has_no_reading(string prompt) => Assert.Null(PromptGrammar.Read(prompt));

    private static object Comparable(Question question) =>
        (question.Id, question.Category, question.Text, question.Tuple, string.Join(',', question.Parents), question.Predicate);
}
