using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Why stages would run, told to the last field.</summary>
public sealed class WhyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    [Fact]
    public void Every_setting_that_differs_is_shown_with_both_values()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        Assert.Matches(
            """
            coco/expert must run\.
              against its result of [0-9-]+ [0-9:]+ UTC \(key [0-9a-f]{8}\):
                learning_rate  0\.0001 -> 0\.0003
                the same: 1 stage before it
            """.ReplaceLineEndings("\n"),
            Why("Experts"));
    }

    [Fact]
    public void An_input_that_changed_shows_both_digests_and_the_stages_after_it_the_way_to_it()
    {
        Build();
        var seeds = Digest("two cats");
        _experiment.Skills["coco"] = "three dogs";
        _experiment.Guidance = 2;
        var why = Why("Merge");
        Assert.Contains($"    seed prompts  {seeds} -> {Digest("three dogs")}  (input)\n", why, StringComparison.Ordinal);
        Assert.Matches(
            """
            coco/images may have to run\.
              it reads coco/prompts, which must run first
              against its result of .* UTC \(key [0-9a-f]{8}\):
                guidance  7 -> 2
                the same: nothing
            coco/expert may have to run\.
              it reads coco/images, which reads coco/prompts, which must run first
            """.ReplaceLineEndings("\n"),
            why);
        Assert.Contains("\n  it reads coco/expert, which reads coco/images, which reads coco/prompts, which must run first\n", why + "\n", StringComparison.Ordinal);
        Assert.Contains("\n  it reads whoops/expert, which reads whoops/images, which must run first", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_before_it_that_came_out_otherwise_is_named_with_both_digests()
    {
        Build();
        _experiment.Skills["coco"] = "three dogs";
        _ = _experiment.Build(_folder.FullPath, "Prompts");
        Assert.Matches(@"coco/images must run\.\n.*\n    prompts  [0-9a-f]{8} -> [0-9a-f]{8}  \(output of coco/prompts\)\n    the same: 1 setting\n", Why("Merge"));
    }

    [Fact]
    public void What_is_up_to_date_shows_its_key_and_where_its_bytes_lie()
    {
        Build();
        var key = File.ReadAllText(Paths.Key).Trim();
        Assert.Matches(
            $"""
            coco/images is up to date\.
              key {key}
              made [0-9-]+ [0-9:]+ UTC in 1 s, .*
              4 files, 256 B, in .*2-images.coco and in the store; their digest is [0-9a-f]+
            """.ReplaceLineEndings("\n"),
            Why("Images"));
        Directory.Delete(_folder.File("store"), recursive: true);
        Assert.Matches("4 files, 256 B, in .*2-images.coco; their digest", Why("Images"));
    }

    [Fact]
    public void What_the_store_holds_comes_from_there()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        Build();
        _experiment.LearningRate = 1e-4;
        Assert.Matches(
            @"coco/expert comes from the store \(local, 64 B\)\.\n  against .*\n    learning_rate  0\.0003 -> 0\.0001\n.*\n  key [0-9a-f]{64}\n.*\n  1 files, 64 B, in the store;", Why("Experts"));
    }

    [Fact]
    public void Every_output_that_is_missing_or_changed_is_named()
    {
        Build();
        Directory.Delete(_folder.File("store"), recursive: true);
        var lost = Path.Combine(Paths.Outputs, "0.png");
        File.Delete(lost);
        File.Delete(Path.Combine(Paths.Outputs, "2.png"));
        Core.Artifacts.AtomicFile.WriteText(Path.Combine(Paths.Outputs, "2.png"), "painted over");
        Assert.Matches(@"coco/images must run\.\n  output 0\.png is missing\n  output 2\.png was changed: [0-9a-f]{8} -> [0-9a-f]{8}\n", Why("Images"));
    }

    [Fact]
    public void What_was_never_built_and_what_is_forced_say_so()
    {
        Assert.StartsWith("coco/prompts must run.\n  it was never built\ncoco/images may have to run.\n  it reads coco/prompts, which must run first\n  it was never built\n", Why("Images"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullPath));
        Build();
        _experiment.Options = options => options with { Force = ["coco/images"] };
        Assert.Contains("coco/images must run, since it is forced to.\n", Why("Images"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_skill_stands_with_what_is_stale_about_it()
    {
        Build();
        _experiment.LearningRate = 3e-4;
        _experiment.Options = options => options with { Skills = ["coco"] };
        var why = Why("Merge");
        Assert.Contains("whoops/expert is taken as it stands, and is stale: learning_rate 0.0001 -> 0.0003.\n", why, StringComparison.Ordinal);
        Assert.DoesNotContain("whoops/prompts", why, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private StagePaths Paths => new(_folder.File("stub"), new("images", "coco"));

    private static string Digest(string text) => Core.Artifacts.Digest.OfValue(text)[..8];

    private string Why(params string[] targets) => _experiment.Open(_folder.FullPath).Why(targets);

    private void Build() => _experiment.Build(_folder.FullPath, "Merge");
}
