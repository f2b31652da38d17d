using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class QuestionsTests
{
    [Fact]
    public static void Every_fact_becomes_a_question_in_plain_English()
    {
        var questions = Questions.For(new(
            [new("star", "orange", 1, "small"), new("box", "brown", 3, "", "top")], [new(0, "left of", 1)], "mint"));
        Assert.Equal(
            [
                "Is there a star?", "Is the star orange?", "Is the star small?",
                "Are there boxes?", "Are the boxes brown?", "Are there three boxes?", "Are the boxes at the top?",
                "Is the star to the left of the boxes?", "Is the background mint?",
            ],
            questions.Select(question => question.Text));
        Assert.Equal(
            [
                "entity - whole (star)", "attribute - color (star, orange)", "attribute - size (star, small)",
                "entity - whole (boxes)", "attribute - color (boxes, brown)", "other - count (boxes, ==3)",
                "relation - spatial (boxes, at the top)", "relation - spatial (star, boxes, left of)", "attribute - color (background, mint)",
            ],
            questions.Select(question => question.Tuple));
        Assert.Equal(Enumerable.Range(1, 9), questions.Select(question => question.Id));
        Assert.Equal(["", "1", "1", "", "4", "4", "4", "1,4", ""], questions.Select(question => string.Join(',', question.Parents)));
    }

    [Fact]
    public static void What_a_caption_does_not_say_is_not_asked()
    {
        SceneDescription description = new([new("heart", ""), new("moon", "", 0)], [new(0, "above", 1)], "pink");
        Assert.Equal(["entity", "entity"], Questions.For(description, "a heart and some moons").Select(question => question.Category));
        Assert.Equal(
            ["entity", "entity", "relation", "background"],
            Questions.For(description, "a heart above some moons on a pink background").Select(question => question.Category));
    }
}
