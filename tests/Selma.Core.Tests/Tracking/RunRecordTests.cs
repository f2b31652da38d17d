using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.Core.Tracking;

namespace Selma.Core.Tests.Tracking;

/// <summary><c>run.json</c> from a run's beginning to its end.</summary>
public static class RunRecordTests
{
    private const string First = "20261124T095204Z-2b93ff", Second = "20261124T100000Z-77aa00";

    [Fact]
    public static void A_run_that_has_begun_says_so_and_cannot_be_compared_yet()
    {
        using var experiment = new TrackedExperiment();
        var folder = Begin(experiment);

        Assert.Equal(
            $$"""
            {
              "command": [
                "Merge"
              ],
              "id": "{{Second}}",
              "outcome": "running",
              "schema": 2,
              "stages": [
                {
                  "before": "dirty",
                  "id": "3-experts/coco",
                  "stage": "coco/expert"
                },
                {
                  "before": "unknown",
                  "id": "4-merged",
                  "stage": "merge"
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(folder, "run.json")));
        Assert.Equal("SELMA2461", Assert.Throws<SelmaException>(() => RunRecord.Read(folder)).Code);
    }

    [Fact]
    public static void Its_end_adds_what_was_done_and_what_stands()
    {
        using var experiment = new TrackedExperiment();
        _ = experiment.Train(First, rank: 16, loss: 0.25);
        var folder = Begin(experiment);
        Runs.Track(folder, new("failed", 1, 2.50049, [("coco/expert", "run", 2), ("merge", "failed", null), ("model", "run", 1)]));

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "run.json")));
        var run = json.RootElement;
        Assert.Equal(("failed", 1, 2.5), (run.GetProperty("outcome").GetString(), run.GetProperty("exitCode").GetInt32(), run.GetProperty("seconds").GetDouble()));
        Assert.Equal("Merge", run.GetProperty("command")[0].GetString());
        var key = StageRecord.Read(Path.Combine(experiment.Folder, "3-experts", "coco.done"))!;
        Assert.Equal(
            [
                $"3-experts/coco coco/expert dirty run 2 {key.Key} {key.OutputDigest} {{}}",
                "4-merged merge unknown failed    ",
            ],
            run.GetProperty("stages").EnumerateArray().Select(stage => string.Join(' ', new[] { "id", "stage", "before", "action", "seconds", "key", "outputDigest", "metrics" }
                .Select(name => stage.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString().Replace(".0", "", StringComparison.Ordinal) : ""))));
        Assert.Equal([("3-experts/coco", key.Key)], RunRecord.Read(folder).Stages);
    }

    [Fact]
    public static void A_run_that_began_nothing_and_did_nothing_is_left_alone()
    {
        using var experiment = new TrackedExperiment();
        var folder = Path.Combine(experiment.Folder, "runs", Second);
        _ = Directory.CreateDirectory(folder);
        Runs.Track(folder, new("succeeded", 0, 1, []));
        Runs.Track(folder, new("succeeded", 0, 1, [("model", "run", 1)]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public static void The_record_of_an_older_version_is_read_and_completed_anew_where_it_is_torn()
    {
        using var experiment = new TrackedExperiment();
        var folder = experiment.Train(First, rank: 16, loss: 0.25);
        AtomicFile.WriteText(Path.Combine(folder, "run.json"), $$"""{ "schema": 1, "id": "{{First}}", "stages": [ { "id": "4-merged", "key": "ab" } ] }""");
        Assert.Equal([("4-merged", "ab")], RunRecord.Read(folder).Stages);
        AtomicFile.WriteText(Path.Combine(folder, "run.json"), "{");
        Runs.Track(folder);
        Assert.Equal(["3-experts/coco"], RunRecord.Read(folder).Stages.Select(stage => stage.Stage));
    }

    private static string Begin(TrackedExperiment experiment)
    {
        var folder = Path.Combine(experiment.Folder, "runs", Second);
        RunRecord.Begin(folder, new()
        {
            { "command", new List<object?> { "Merge" } },
            { "stages", new List<object?> { Planned("3-experts/coco", "coco/expert", "dirty"), Planned("4-merged", "merge", "unknown") } },
        });
        return folder;
    }

    private static KeyMap Planned(string id, string name, string before) =>
        new() { { RunRecord.StageId, id }, { RunRecord.StageName, name }, { RunRecord.StateBefore, before } };
}
