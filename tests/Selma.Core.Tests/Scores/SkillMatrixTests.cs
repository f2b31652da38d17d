using Selma.Core.Scores;

namespace Selma.Core.Tests.Scores;

public static class SkillMatrixTests
{
    private static readonly ScoreFile[] Scores =
    [
        Arm("joint", 0.50, 0.50, 0.30),
        Arm("expert-countbench", 0.38, 0.70, 0.20),
        Arm("base", 0.40, 0.50, 0.25),
        Arm("expert-coco", 0.60, 0.45, 0.35),
        Arm("merged", 0.55, 0.65, 0.25),
    ];

    [Fact]
    public static void Values_worked_by_hand()
    {
        var matrix = SkillMatrix.Of(Scores, ["coco", "countbench", "whoops"]);
        Assert.Equal(["base", "expert-coco", "expert-countbench", "joint", "merged"], matrix.Rows.Select(row => row.Arm));
        Assert.Equal(["coco", "countbench", "tifa160", "countbench", "drawtext"], [.. matrix.Skills, .. matrix.Sources, .. matrix.OtherSources]);
        Assert.Equal([0.60, 0.45, 0.35], [.. matrix.Rows[1].Scores, matrix.Rows[1].Other!.Value]);
        Assert.Equal(0.525, matrix.Rows[1].Mean!.Value, 1e-12);
        Assert.Equal([0.2, 0.2], matrix.Experts.Select(expert => Math.Round(expert.Gain, 12)));
        Assert.Equal([-0.05, -0.02], matrix.Experts.Select(expert => Math.Round(expert.Interference!.Value, 12)));
        Assert.Equal([null, -0.05], matrix.Experts[0].Transfer.Select(value => value is { } number ? Math.Round(number, 12) : (double?)null));
        Assert.Equal(
            [("joint", 0.05, 0.25, 0.15), ("merged", 0.15, 0.75, 0.05)], // gains (0.1 + 0) / 2 and (0.15 + 0.15) / 2 of 0.2
            matrix.Merges.Select(merge => (merge.Arm, Math.Round(merge.Gain, 12), Math.Round(merge.Retention!.Value, 12), Math.Round(merge.Conflict, 12))));
        Assert.Equal(["The benchmark has no prompts of the skill 'whoops'."], matrix.Notes);
    }

    [Fact]
    public static void What_cannot_be_told_is_null_with_a_note()
    {
        var matrix = SkillMatrix.Of([Arm("base", 0.5, 0.5, 0.5), Arm("expert-coco", 0.4, 0.5, 0.5), Arm("merged", 0.6, 0.6, 0.6)], ["coco", "countbench"]);
        Assert.Null(Assert.Single(matrix.Merges).Retention);
        Assert.Equal(
            [
                "The expert of the skill 'countbench' was not scored.",
                "Retention of 'merged' is undefined: the single experts gain nothing on their own skills on average.",
            ],
            matrix.Notes);
        var bare = SkillMatrix.Of([Arm("merged", 0.6, 0.6, 0.6)], ["coco"]);
        Assert.Equal(("The base was not scored: gains are unknown.", 0, 0), (Assert.Single(bare.Notes), bare.Experts.Count, bare.Merges.Count));
        Assert.Equal("No single expert was scored to compare 'merged' with.", SkillMatrix.Of([Arm("base", 0, 0, 0), Arm("merged", 0.6, 0.6, 0.6)], ["coco"]).Notes[^1]);
        Assert.Null(Assert.Single(SkillMatrix.Of([Arm("base", 0, 0, 0), Arm("expert-coco", 0.6, 0.6, 0.6)], ["coco"]).Experts).Interference);
    }

    [Fact]
    public static void Arms_on_other_prompts_are_refused() => Assert.Equal("SELMA2404", Assert.Throws<SelmaException>(() => SkillMatrix.Of(
        [Scores[0], Scores[1] with { Sources = [.. Scores[1].Sources.Skip(1)] }], ["coco"])).Code);

    private static ScoreFile Arm(string arm, double coco, double counts, double text) => new()
    {
        Arm = arm,
        Benchmark = "dsg",
        Answerer = "scenes",
        ImagesPerPrompt = 1,
        Prompts = 3,
        Questions = 6,
        UnparsedAnswers = 0,
        Resamples = 1,
        Seed = 1,
        DsgMicro = new(0, 0, 0),
        DsgMacro = new(0, 0, 0),
        SeedNoise = null,
        Categories = [],
        Sources = [Source("tifa160", coco), Source("drawtext", text), Source("countbench", counts)],
        AgainstBase = null,
        Items = [],
    };

    private static SourceScore Source(string name, double value) => new(name, 1, 2, new(value, value, value), new(0, 0, 0));
}
