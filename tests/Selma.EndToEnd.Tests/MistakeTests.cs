using Selma.TestKit;

namespace Selma.EndToEnd.Tests;

/// <summary>Every mistake is told with place, code and remedy, and costs nothing that was built.</summary>
[Collection(BuiltCollection.Name)]
public sealed class MistakeTests(BuiltWorkspace built)
{
    [Theory]
    [InlineData("rank: 2", "rnak: 2", @"experiment\.yaml\(7,3\): error SELMA1004: 'experts\.rnak' is not a setting\. Did you mean 'experts\.rank'\?")]
    [InlineData("rank: 2", "rank: 0", @"experiment\.yaml\(7,9\): error SELMA1005: 'experts\.rank' is '0'; it must be a whole number from 1 to 1024")]
    [InlineData("whoops]", "whops]", @"experiment\.yaml\(3,16\): error SELMA1007: There is no skill 'whops'.* Did you mean 'whoops'\?")]
    [InlineData("model: mini", "model: minni", @"experiment\.yaml\(1,8\): error SELMA1008: 'minni' .* Did you mean 'mini'\?")]
    public void A_mistake_in_the_experiment_ends_with_2_and_runs_nothing(string from, string to, string message)
    {
        using var workspace = built.Copy();
        workspace.Edit(Workspace.ExperimentFile, from, to);
        var run = workspace.Run("Merge").Ended(2);

        Assert.Matches(message, run.Output);
        Assert.Empty(run.Stages);
        Assert.Equal(built.Outputs, workspace.Outputs());
        workspace.Edit(Workspace.ExperimentFile, to, from);
        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void An_unknown_skill_on_the_command_line_ends_with_2_and_names_the_nearest()
    {
        using var workspace = built.Copy();
        var run = workspace.Run("Merge", "--skill", "cocoo").Ended(2);

        Assert.Matches("error SELMA1[0-9]{3}: .*'cocoo'.*'coco'", run.Output);
        Assert.Empty(run.Stages);
    }

    [Fact]
    public void An_unknown_experiment_ends_with_2()
    {
        using var workspace = new Workspace();
        Directory.Move(Path.Combine(workspace.Root, "experiments", Workspace.Experiment), Path.Combine(workspace.Root, "experiments", "tow"));

        Assert.Matches("error SELMA1001: ", workspace.Run("Merge").Ended(2).Output);
    }

    [Fact]
    public void Truncated_weights_fail_the_stage_that_reads_them_and_nothing_before_it()
    {
        using var workspace = new Workspace();
        var model = Path.Combine(workspace.Root, "model");
        CopyModel(EmbeddedModel.Folder(), model);
        workspace.Write("experiments/models.yaml", "mini: { path: ../model }\n");
        var weights = Directory.GetFiles(Path.Combine(model, "unet"), "*.safetensors").Single();
        var bytes = File.ReadAllBytes(weights);
        using (var stream = File.OpenWrite(weights))
        {
            stream.SetLength(bytes.Length / 2);
        }

        var run = workspace.Run("Merge").Ended(1);
        Assert.Matches(@"unet/[a-z_]+\.safetensors.*: error SELMA21[0-9]{2}: ", run.Output);
        Assert.DoesNotContain("coco/images", run.Stages);
        Assert.Matches("coco/images +(run|resume) .*\n +failed last time: SELMA21[0-9]{2}: ", workspace.Run("Merge", "--plan").Succeeded().Output);
        var failure = Path.Combine(workspace.Out, Workspace.Experiment, "work", "images-coco.fail.json");
        Assert.True(File.Exists(failure));

        using (var stream = File.Create(weights))
        {
            stream.Write(bytes);
        }

        Assert.DoesNotContain("coco/prompts", workspace.Run("Merge").Succeeded().Stages);
        Assert.False(File.Exists(failure));
        Assert.Equal(built.Outputs, workspace.Outputs());
    }

    [Fact]
    public void A_model_that_draws_another_world_is_merged_and_not_scored()
    {
        using var workspace = new Workspace();
        CopyModel(EmbeddedModel.Folder(), Path.Combine(workspace.Root, "model"));
        File.Delete(Path.Combine(workspace.Root, "model", "training.json"));
        workspace.Write("experiments/models.yaml", "mini: { path: ../model }\n");

        var run = workspace.Run().Ended(2);
        Assert.Matches(@"experiments/two/experiment\.yaml\([0-9]+,[0-9]+\): error SELMA1012: The benchmark 'shapes' is of the embedded world", run.Output);
        Assert.Empty(run.Stages);
        Assert.Matches("merge +maybe", workspace.Run("Merge", "--plan").Succeeded().Output);
        _ = workspace.Run("--plan", "--set", "evaluation.answerer=scenes").Succeeded();
    }

    [Fact]
    public void A_full_disk_ends_with_6_and_the_next_build_goes_on()
    {
        using var mount = new Mount("size=48k");
        using var workspace = new Workspace { Out = Path.Combine(mount.Path, "out") };
        var run = workspace.Run("Merge").Ended(6);

        Assert.Matches("error SELMA2202: ", run.Output);
        mount.Remount("size=64m");
        _ = workspace.Run("Merge").Succeeded();
        Assert.Equal(built.Outputs, workspace.Outputs());
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_fails_with_a_remedy()
    {
        using var mount = new Mount("size=1m,ro");
        using var workspace = new Workspace { Out = Path.Combine(mount.Path, "out") };
        var run = workspace.Run("Merge").Ended(1);

        Assert.Matches("error SELMA2203: ", run.Output);
        Assert.Empty(run.Stages);
    }

    private static void CopyModel(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using var source = File.OpenRead(file);
            using var target = File.Create(copy); // the model's own files may be read-only
            source.CopyTo(target);
        }
    }
}
