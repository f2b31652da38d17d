using Selma.Core.Artifacts;
using Selma.Core.Scores;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

public static class ScoreFileTests
{
    private static readonly ScoreFile Example = new()
    {
        Arm = "merged",
        Benchmark = "shapes",
        Answerer = "scenes",
        ImagesPerPrompt = 1,
        Prompts = 1,
        Questions = 1,
        UnparsedAnswers = 0,
        Resamples = 10_000,
        Seed = ulong.MaxValue,
        DsgMicro = new(0.1, 0.25, 1),
        DsgMacro = new(1, 0.5, 1),
        SeedNoise = null,
        Categories = [new("whole", 1, 1, 1, 1)],
        Sources = [new("coco", 1, 1, new(1, 1, 1), new(1, 1, 1))],
        AgainstBase = new(new(0.5, -0.25, 0.75, 1e-4), new(0, 0, 0, 1), [new("whole", 0, 0, 0, 1)], []),
        Items = [new("coco_1", "coco", "a “red” box", [new("coco_1.png", uint.MaxValue, 1, [new(1, "whole", "entity - whole (box)", "Is there a box?", [], "yes", 1)])])],
    };

    [Fact]
    public static void What_is_written_is_read_and_written_again_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (folder.File("a", "first.json"), folder.File("second.json"));
        Example.Write(first);
        var read = ScoreFile.Read(first);
        read.Write(second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Equal((Example.DsgMicro, Example.AgainstBase!.DsgMicro, "yes"), (read.DsgMicro, read.AgainstBase!.DsgMicro, read.Items[0].Images[0].Questions[0].Answer));
        Assert.StartsWith("{\n \"arm\": \"merged\",\n \"benchmark\": \"shapes\",\n \"answerer\": \"scenes\",\n \"images_per_prompt\": 1,\n", File.ReadAllText(first), StringComparison.Ordinal);
        Assert.Contains("\n \"dsg_micro\": {\n  \"value\": 0.1,\n  \"low\": 0.25,\n  \"high\": 1\n },\n", File.ReadAllText(first), StringComparison.Ordinal);
    }

    [Fact]
    public static void A_broken_file_is_named_with_the_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("shapes.json");
        Example.Write(path);
        AtomicFile.WriteText(path, File.ReadAllText(path).Replace("\"low\": 0.25", "\"low\": x", StringComparison.Ordinal));
        var error = Assert.Throws<SelmaException>(() => ScoreFile.Read(path));
        Assert.Equal(("SELMA2404", path, 13), (error.Code, error.Place!.File, error.Place.Line));
        Assert.Equal("SELMA2404", Assert.Throws<SelmaException>(() => ScoreFile.Read(folder.File("no.json"))).Code);
    }
}
