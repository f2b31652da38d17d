using Selma.Core.World;

namespace Selma.Core.Tests.World;

public static class SceneAnswererTests
{
    private static readonly IReadOnlyList<BenchmarkPrompt> Prompts = Benchmark.Sample(7, 300);

    [Fact]
    public static void A_rendered_scene_is_seen_as_it_is()
    {
        PlacedShape[] shapes = [new("heart", "red", 16, 20, 8.6, 0), new("cross", "black", 45.5, 44.5, 6.3, 1)];
        var seen = SceneAnswerer.Parse(Renderer.Render(new(new([], [], "mint"), shapes)));
        Assert.Equal("mint", seen.Background);
        Assert.Equal(2, seen.Shapes.Count);
        Assert.Equal(("heart", "red"), (seen.Shapes[0].Noun, seen.Shapes[0].Color));
        Assert.Equal(8.6, seen.Shapes[0].Radius, 0.2);
        Assert.Equal(("cross", "black"), (seen.Shapes[1].Noun, seen.Shapes[1].Color));
        Assert.Equal((45.5, 44.5), (seen.Shapes[1].X, seen.Shapes[1].Y));
        Assert.Equal(6.3, seen.Shapes[1].Radius, 0.3);
    }

    [Theory]
    [InlineData(SceneStyle.Coco)]
    [InlineData(SceneStyle.Whoops)]
    [InlineData(SceneStyle.CountBench)]
    [InlineData(SceneStyle.DiffusionDb)]
    [InlineData(SceneStyle.LocalizedNarratives)]
    public static void At_least_995_of_1000_questions_on_rendered_scenes_are_answered_rightly(string style)
    {
        var answers = Prompts.Where(prompt => prompt.Style == style)
            .SelectMany(prompt => SceneAnswerer.AnswerAll(prompt.Questions, SceneAnswerer.Parse(Renderer.Render(prompt.Scene)))).ToArray();
        Assert.InRange(answers.Length, 700, 4000);
        Assert.InRange(answers.Average(answer => answer ? 1.0 : 0), 0.995, 1);
    }

    [Fact]
    public static void Questions_about_another_scene_are_mostly_answered_with_no()
    {
        var prompts = Prompts.Where((_, i) => i % 10 == 0).ToArray();
        var answers = prompts.Zip(prompts.Skip(1)).SelectMany(pair =>
            SceneAnswerer.AnswerAll(pair.First.Questions, SceneAnswerer.Parse(Renderer.Render(pair.Second.Scene))));
        Assert.InRange(answers.Average(answer => answer ? 1.0 : 0), 0.05, 0.3);
    }

    [Fact]
    public static void An_empty_canvas_has_a_background_and_no_shapes()
    {
        var seen = SceneAnswerer.Parse(Renderer.Render(new(new([], [], "pink"), [])));
        Assert.Equal("pink", seen.Background);
        Assert.Empty(seen.Shapes);
        var questions = Questions.For(new([new("star", "red", 2, "small", "left"), new("box", "blue")], [new(0, "above", 1)], "gray"));
        Assert.DoesNotContain(true, SceneAnswerer.AnswerAll(questions, seen));
    }

    [Fact]
    public static void A_patch_that_is_no_outline_has_a_colour_and_no_noun()
    {
        var rgb = Renderer.Render(new(new([], [], "white"), []));
        for (var x = 5; x < 60; x++)
        {
            (rgb[((30 * 64) + x) * 3], rgb[(((30 * 64) + x) * 3) + 1], rgb[(((30 * 64) + x) * 3) + 2]) = (220, 40, 40);
        }

        var line = Assert.Single(SceneAnswerer.Parse(rgb).Shapes);
        Assert.Null(line.Noun);
        Assert.Equal("red", line.Color);
    }

    [Fact]
    public static void A_question_counts_only_if_its_parents_hold()
    {
        Question[] questions =
        [
            new(1, "entity", "", "", [], new Predicate.Exists("moon")),
            new(2, "background", "", "", [1], new Predicate.HasBackground("white")),
            new(3, "background", "", "", [2], new Predicate.HasBackground("white")),
        ];
        ParsedScene seen = new("white", []);
        Assert.True(SceneAnswerer.Answer(questions[1], seen));
        Assert.Equal([false, false, true], SceneAnswerer.AnswerAll(questions, seen)); // 3's parent is answered with yes, though it does not count
    }

    [Fact]
    public static void Predicates_look_at_colour_count_size_place_and_relation()
    {
        ParsedScene seen = new("gray", [new("star", "red", 20, 30, 6.4), new("star", "red", 30, 20, 6.2), new("box", "blue", 50, 26, 12.1)]);
        Assert.True(new Predicate.HasColor("star", "red").Holds(seen));
        Assert.False(new Predicate.HasColor("moon", "red").Holds(seen));
        Assert.True(new Predicate.HasCount("star", 2).Holds(seen));
        Assert.False(new Predicate.HasCount("box", 2).Holds(seen));
        Assert.True(new Predicate.HasSize("star", "small").Holds(seen));
        Assert.True(new Predicate.HasSize("box", "large").Holds(seen));
        Assert.False(new Predicate.HasSize("box", "small").Holds(seen));
        Assert.True(new Predicate.IsAt("star", "left").Holds(seen)); // centre (25, 25)
        Assert.True(new Predicate.IsAt("star", "top").Holds(seen));
        Assert.True(new Predicate.IsAt("box", "right").Holds(seen));
        Assert.False(new Predicate.IsAt("box", "bottom").Holds(seen));
        Assert.True(new Predicate.IsRelated("star", "left of", "box").Holds(seen));
        Assert.True(new Predicate.IsRelated("box", "right of", "star").Holds(seen));
        Assert.False(new Predicate.IsRelated("star", "above", "box").Holds(seen));
    }
}
