namespace Selma.Tasks.Tests;

/// <summary>Arms, joint LoRAs and merges in a real MSBuild.</summary>
public static class ArmTests
{
    /// <summary>As small as the embedded model allows: each stage takes about a second.</summary>
    private const string Experiment = """
        model: mini
        dtype: float32
        skills: [coco]
        prompts: { count: 4 }
        images: { num_inference_steps: 1, guidance_scale: 1 }
        experts: { rank: 1, train_batch_size: 2, max_train_steps: 1, checkpointing_steps: 1, choose: last }
        joint: { both: }
        merges: { one: { method: uniform } }
        evaluation: { prompts_per_source: 1, resamples: 100 }

        """;

    [Fact]
    public static void Every_arm_is_drawn_and_scored_and_a_second_build_begins_none()
    {
        using var project = new MSBuildProject(Experiment);
        var (exitCode, output) = project.Run("-t:Scores");

        Assert.True(exitCode == 0, output);
        foreach (var arm in new[] { "base", "expert-coco", "both", "one", "merged" })
        {
            Assert.Equal(5, Directory.GetFiles(project.File("out", "tiny", "5-samples", arm, "shapes"), "*.png").Length); // a prompt of each style
            Assert.True(File.Exists(project.File("out", "tiny", "6-scores", arm, "shapes.json")), arm);
        }

        Assert.True(Directory.Exists(project.File("out", "tiny", "3-experts", "both")));
        Assert.True(Directory.Exists(project.File("out", "tiny", "4-one")));
        Assert.True(Directory.Exists(project.File("out", "tiny", "4-merged")));
        Assert.DoesNotContain("Target \"Arm", project.Run("-t:Scores", "-v:detailed").Output, StringComparison.Ordinal);

        // MSBuild itself skips a stage whose key is reconciled.
        Assert.Contains(
            "Skipping target \"ArmScores\" because all output files are up-to-date",
            project.Run("-t:ArmScores", "-p:SelmaInstance=both", "-v:detailed").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public static void A_target_builds_no_more_than_it_needs()
    {
        using var project = new MSBuildProject(Experiment);
        var (exitCode, output) = project.Run("-t:Merge", "-p:SelmaTargets=Merge");

        Assert.True(exitCode == 0, output);
        Assert.True(Directory.Exists(project.File("out", "tiny", "4-one")));
        Assert.False(Directory.Exists(project.File("out", "tiny", "3-experts", "both")));
        Assert.False(Directory.Exists(project.File("out", "tiny", "5-samples")));
    }

    [Fact]
    public static void An_experiment_within_another_has_its_results_within_the_others()
    {
        using var project = new MSBuildProject(Experiment);
        _ = project.Write("tiny/small/experiment.yaml", "extends: ..\nprompts: { count: 3 }\n");
        var (exitCode, output) = project.Run("-t:Prompts", "-p:SelmaTargets=Prompts", "-p:SelmaExperiment=tiny/small");

        Assert.True(exitCode == 0, output);
        Assert.Equal(3, File.ReadAllLines(project.File("out", "tiny", "small", "1-prompts", "coco", "prompts.jsonl")).Length);
    }
}
