using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>What lies there for an experiment.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    [Fact]
    public void A_status_has_a_line_a_stage_and_closes_with_run_and_store()
    {
        var (old, quick) = (Record(100, 29), Record(12_345, 0.4));
        StageStanding[] stages =
        [
            new(new(new("prompts", "coco"), StageState.Clean, "", null), quick),
            new(new(new("images", "coco"), StageState.Resumable, "at 412/1000 images", null, Failure: "SELMA2202: The disk is full."), null),
            new(new(new("expert", "coco"), StageState.Unknown, "after coco/images", null), old),
            new(new(new("prompts", "whoops"), StageState.Dirty, "seed prompts changed", null) { Changes = "seed prompts changed" }, old),
            new(new(new("images", "whoops"), StageState.Restorable, "local, 12 MiB", null) { Changes = "guidance_scale 4 -> 6" }, old),
            new(new(new("expert", "whoops"), StageState.Locked, "being built by pid 812 on gpu-3 since 14:02:10 UTC", null), old),
            new(new(new("merge"), StageState.Unknown, "after coco/images", null), null),
        ];
        Assert.Equal(
            """
            Experiment tiny
              Stage           Built (UTC)         Took        Size  State
              coco/prompts    2026-11-24 09:52     1 s    12.1 KiB  up to date
              coco/images     -                      -           -  resumable at 412/1000 images
                              failed last time: SELMA2202: The disk is full.
              coco/expert     2026-11-24 09:52    29 s       100 B  perhaps stale: after coco/images
              whoops/prompts  2026-11-24 09:52    29 s       100 B  stale: seed prompts changed
              whoops/images   2026-11-24 09:52    29 s       100 B  stale: guidance_scale 4 -> 6; its result is in the store
              whoops/expert   2026-11-24 09:52    29 s       100 B  being built by pid 812 on gpu-3 since 14:02:10 UTC
              merge           -                      -           -  never built
            1 up to date, 1 resumable, 1 perhaps stale, 2 stale, 1 being built elsewhere, 1 never built
            Of no stage any more: 3-experts/gone
            Last run: 20261124T095204Z-2b93ff (Merge --skill coco): failed in 0:51; 1 failed, 4 run
            Store: 0 B in 0 results, (store)
            """.ReplaceLineEndings("\n").Replace("(store)", _folder.File("store", "v1"), StringComparison.Ordinal),
            StatusText.Of(
                "tiny",
                stages,
                ["3-experts/gone"],
                new("20261124T095204Z-2b93ff", "failed", 51.2, "Merge --skill coco", [("failed", 1), ("run", 4)]),
                new Store(_folder.File("store"), TimeProvider.System, (_, _) => { })));
    }

    [Fact]
    public void An_experiment_that_was_never_built_has_a_status_and_no_file_is_made()
    {
        var status = Status();
        Assert.Matches("coco/prompts +- +- +- +never built", status);
        Assert.Contains("\n7 never built\nLast run: none\nStore: 0 B in 0 results,", status, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public void States_and_sizes_are_those_of_the_disk()
    {
        _ = _experiment.Build(_folder.FullPath, "Merge");
        _experiment.LearningRate = 3e-4;
        _experiment.Skills.Remove("whoops");
        var status = Status();
        Assert.Matches("coco/images +[0-9-]+ [0-9:]+ +1 s +256 B  up to date\n", status);
        Assert.Matches("coco/expert +[0-9-]+ [0-9:]+ +1 s +64 B  stale: learning_rate 0.0001 -> 0.0003\n", status);
        Assert.Matches("merge +[0-9-]+ [0-9:]+ +1 s +64 B  perhaps stale: after coco/expert\n", status);
        Assert.Contains("\nOf no stage any more: 1-prompts/whoops, 2-images/whoops, 3-experts/whoops\n", status, StringComparison.Ordinal);
        Assert.Contains("in 7 results,", status, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_stages_that_a_skill_concerns_are_shown()
    {
        _experiment.Options = options => options with { Skills = ["coco"] };
        var status = Status();
        Assert.Contains("coco/expert", status, StringComparison.Ordinal);
        Assert.Contains("merge", status, StringComparison.Ordinal);
        Assert.DoesNotContain("whoops", status, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_run_is_the_newest_that_left_a_record()
    {
        _ = _folder.Write("stub/runs/20261124T100000Z-aaaaaa/run.json", """{ "id": "x", "outcome": "succeeded", "seconds": 3700, "command": ["Merge", "--force"], "stages": [{ "id": "4-merged", "action": "run" }, { "id": "3-experts/coco", "action": "skipped" }] }""");
        _ = _folder.Write("stub/runs/20261123T100000Z-bbbbbb/run.json", "{}");
        _ = _folder.Write("stub/runs/20261125T100000Z-cccccc/log.jsonl", "");
        Assert.Contains("\nLast run: 20261124T100000Z-aaaaaa (Merge --force): succeeded in 1:01:40; 1 run\n", Status(), StringComparison.Ordinal);
        _ = _folder.Write("stub/runs/20261126T100000Z-dddddd/run.json", """{ "outcome": "running" }""");
        Assert.Contains("\nLast run: 20261126T100000Z-dddddd: began and did not tell of its end", Status(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static StageRecord Record(long size, double seconds) => StageRecord.Create(
        new KeyDocument { Stage = "images", StageVersion = 1, Config = new() }.Tree(),
        [new("a.png", new('0', 64), size)],
        new Dictionary<string, object?>(),
        new Dictionary<string, object?> { ["startedUtc"] = "2026-11-24T09:52:04Z", ["seconds"] = seconds });

    private string Status() => _experiment.Open(_folder.FullPath).Status();
}
