using System.Text.Json;

namespace Selma.EndToEnd.Tests;

/// <summary>From arms to the report, and how much of it an experiment within another shares with that.</summary>
[Collection(BuiltCollection.Name)]
public sealed class ReportTests(BuiltWorkspace built)
{
    private static readonly string[] Arms = ["base", "expert-coco", "expert-whoops", "merged"];

    [Fact]
    public void The_default_target_scores_every_arm_and_writes_a_report_and_later_builds_redo_only_what_changed()
    {
        using var workspace = built.Copy();

        // The stages to the merge are there already. The base is scored first, since the others are compared with it.
        var first = workspace.Run().Succeeded();
        Assert.Equal([.. Of("samples", Arms), .. Of("scores", Arms), "report"], first.Stages);
        Assert.Contains("<html", workspace.Read($"out/{Workspace.Experiment}/7-report/index.html"), StringComparison.Ordinal);
        Assert.Empty(workspace.Run().Succeeded().Stages);

        // Another benchmark.
        var more = workspace.Run("--set", "evaluation.prompts_per_source=2").Succeeded();
        Assert.Equal([.. Of("samples", Arms), .. Of("scores", Arms), "report"], more.Stages);

        // Another skill: what never learnt it stays.
        _ = workspace.Run().Succeeded();
        workspace.ChangeSeedPrompt("coco");
        string[] learnt = ["expert-coco", "merged"];
        Assert.Equal(
            ["coco/prompts", "coco/images", "coco/expert", "merge", .. Of("samples", learnt), .. Of("scores", learnt), "report"],
            workspace.Run("--skill", "coco").Succeeded().Stages);

        Compares(workspace);
    }

    [Fact]
    public void An_unknown_benchmark_and_arm_end_with_2_and_run_nothing()
    {
        using var workspace = built.Copy();

        Assert.Matches("error SELMA1011: There is no benchmark 'dsg'", workspace.Run("--set", "evaluation.benchmark=dsg").Ended(2).Output);
        Assert.Matches("error SELMA1005: .*'expert-cocoa'.* Did you mean 'expert-coco'", workspace.Run("--set", "evaluation.arms=[base,expert-cocoa]").Ended(2).Output);
    }

    /// <summary>The experiment within generates no prompt, draws no training image and trains no single expert: only what is its own runs.</summary>
    private static void Compares(Workspace workspace)
    {
        workspace.Chosen = $"{Workspace.Experiment}/{Workspace.Table2}";
        var run = workspace.Run().Succeeded();
        string[] own = ["joint-2", "joint-2-epochs", "merged-1"];
        string[] expected = [.. Of("expert", own[..2]), "merged-1/merge", .. Of("samples", own), .. Of("scores", own), "report"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Stages.Except(run.Restored).Order(StringComparer.Ordinal));
        foreach (var stage in new[] { "prompts", "images", "expert" })
        {
            Assert.Contains($"coco/{stage}", run.Restored);
            Assert.Contains($"whoops/{stage}", run.Restored);
            Assert.Equal(Record(workspace, Workspace.Experiment, stage), Record(workspace, workspace.Chosen, stage)); // the very run, not its like
        }

        Assert.Empty(workspace.Run().Succeeded().Stages);
    }

    /// <summary>When and for how long coco's stage ran, as its record has it.</summary>
    private static string Record(Workspace workspace, string experiment, string stage)
    {
        var folder = stage switch
        {
            "prompts" => "1-prompts",
            "images" => "2-images",
            _ => "3-experts",
        };
        using var record = JsonDocument.Parse(workspace.Read($"out/{experiment}/{folder}/coco.done"));
        var made = record.RootElement.GetProperty("provenance");
        return $"{made.GetProperty("startedUtc")} {made.GetProperty("seconds")}";
    }

    private static IEnumerable<string> Of(string stage, IEnumerable<string> instances) => instances.Select(instance => $"{instance}/{stage}");
}
