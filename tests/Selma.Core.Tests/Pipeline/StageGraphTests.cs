using Selma.Core.Artifacts;
using Selma.Core.Pipeline;

namespace Selma.Core.Tests.Pipeline;

public static class StageGraphTests
{
    [Fact]
    public static void Stages_come_after_what_they_read()
    {
        var graph = new StageGraph([Stage("merge", "a/expert", "b/expert"), Stage("a/expert", "a/images"), Stage("b/expert"), Stage("a/images")]);
        Assert.Equal(["a/images", "a/expert", "b/expert", "merge"], graph.Ordered.Select(id => id.ToString()));
        Assert.Equal(["a", "b"], graph.Skills);
        Assert.True(graph.IsSharedAcrossSkills(new("expert", "a")));
        Assert.False(graph.IsSharedAcrossSkills(new("images", "a")));
    }

    [Fact]
    public static void A_circle_a_gap_and_a_double_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => new StageGraph([Stage("a/images", "a/expert"), Stage("a/expert", "a/images")]));
        _ = Assert.Throws<ArgumentException>(() => new StageGraph([Stage("a/images", "a/prompts")]));
        _ = Assert.Throws<ArgumentException>(() => new StageGraph([Stage("a/images"), Stage("a/images")]));
    }

    [Theory]
    [InlineData("coco/images", "images", "coco")]
    [InlineData("merge", "merge", null)]
    public static void Ids_are_read_as_they_are_written(string text, string stage, string? skill)
    {
        Assert.Equal(new StageId(stage, skill), StageId.Parse(text));
        Assert.Equal(text, new StageId(stage, skill).ToString());
    }

    private static StageDefinition Stage(string id, params string[] upstream) => new()
    {
        Id = StageId.Parse(id),
        Skill = StageId.Parse(id).Instance,
        Version = 1,
        Config = new KeyMap(),
        Upstream = [.. upstream.Select(StageId.Parse)],
        Run = _ => Task.CompletedTask,
    };
}
