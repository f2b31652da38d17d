namespace Selma.EndToEnd.Tests;

/// <summary>What runs after each kind of change.</summary>
[Collection(BuiltCollection.Name)]
public sealed class IncrementalTests(BuiltWorkspace built)
{
    private static readonly string[] Everything =
        ["coco/prompts", "coco/images", "coco/expert", "whoops/prompts", "whoops/images", "whoops/expert", "merge"];

    private static readonly string[] CocoAndMerge = ["coco/prompts", "coco/images", "coco/expert", "merge"];

    [Fact]
    public void The_first_build_runs_every_stage_and_ends_with_a_merged_adapter()
    {
        Assert.Equal(Everything, built.First.Stages);
        Assert.Empty(built.First.Restored);
        Assert.Contains(Path.Combine(Workspace.Experiment, "4-merged", "pytorch_lora_weights.safetensors"), built.Outputs.Keys);
        Assert.Contains(Path.Combine(Workspace.Experiment, "2-images", "coco", "000005.png"), built.Outputs.Keys);
    }

    [Fact]
    public void A_second_build_does_nothing()
    {
        using var workspace = built.Copy();

        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
        Assert.Empty(workspace.Run("Merge", "--skill", "coco").Succeeded().Stages);
    }

    [Fact]
    public void An_edited_seed_prompt_runs_the_chain_of_its_skill_and_the_merge()
    {
        using var workspace = built.Copy();
        workspace.ChangeSeedPrompt("coco");

        Assert.Equal(CocoAndMerge, workspace.Run("Merge", "--skill", "coco").Succeeded().Stages);
        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void Comments_spaces_order_and_times_run_nothing()
    {
        using var workspace = built.Copy();
        workspace.Write(Workspace.SkillFile("coco"), "# another comment\n\n" + workspace.Read(Workspace.SkillFile("coco")) + "\n# the end\n");
        workspace.Edit(Workspace.ExperimentFile, "model: mini\ndtype: float32\n", "dtype:   'float32'   # why\r\nmodel: mini\r\n");
        foreach (var file in Directory.EnumerateFiles(workspace.Root, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new(2030, 1, 1, 0, 0, file.Length % 60, DateTimeKind.Utc));
        }

        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void A_moved_workspace_runs_nothing()
    {
        using var workspace = built.Copy();
        workspace.Move();

        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void Prompts_that_come_out_the_same_leave_images_and_expert_alone()
    {
        using var workspace = built.Copy();
        workspace.Edit(Workspace.SkillFile("coco"), "description: ", "description: some other words about a "); // the embedded writer does not read it

        Assert.Equal(["coco/prompts"], workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void Going_back_to_an_earlier_state_restores_it_from_the_store()
    {
        using var workspace = built.Copy();
        var before = workspace.Read(Workspace.SkillFile("coco"));
        workspace.ChangeSeedPrompt("coco");
        _ = workspace.Run("Merge").Succeeded();
        workspace.Write(Workspace.SkillFile("coco"), before);
        var back = workspace.Run("Merge").Succeeded();

        Assert.Equal(CocoAndMerge, back.Restored);
        Assert.Equal(built.Outputs, workspace.Outputs());
    }

    [Fact]
    public void A_setting_of_experts_runs_no_prompts_and_no_images() => WithCopy(workspace =>
        Assert.Equal(["coco/expert", "whoops/expert", "merge"], workspace.Run("Merge", "--set", "experts.rank=3").Succeeded().Stages));

    [Fact]
    public void Another_skill_that_is_stale_is_merged_as_it_stands_with_a_warning()
    {
        using var workspace = built.Copy();
        workspace.ChangeSeedPrompt("coco");
        workspace.ChangeSeedPrompt("whoops");
        var coco = workspace.Run("Merge", "--skill", "coco").Succeeded();

        Assert.Equal(CocoAndMerge, coco.Stages);
        Assert.Contains("warning SELMA2302", coco.Output, StringComparison.Ordinal);
        Assert.Equal(["whoops/prompts", "whoops/images", "whoops/expert", "merge"], workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void A_smaller_experiment_needs_no_new_experts() => WithCopy(workspace =>
        Assert.Equal(["merge"], workspace.Run("Merge", "--set", "skills=[coco]").Succeeded().Stages));

    [Fact]
    public void A_plan_tells_and_does_nothing()
    {
        using var workspace = built.Copy();
        workspace.ChangeSeedPrompt("coco");
        var plan = workspace.Run("Merge", "--plan").Succeeded();

        Assert.Empty(plan.Stages);
        Assert.Matches("coco/prompts +run", plan.Output);
        Assert.Matches("merge +maybe", plan.Output);
        Assert.Equal(CocoAndMerge, workspace.Run("Merge").Succeeded().Stages);
    }

    [Fact]
    public void Force_runs_the_named_target_alone_and_equal_outputs_stop_there() => WithCopy(workspace =>
        Assert.Equal(["coco/images"], workspace.Run("Images", "--skill", "coco", "--force").Succeeded().Stages));

    [Fact]
    public void Clean_removes_results_and_the_store_brings_them_back()
    {
        using var workspace = built.Copy();
        _ = workspace.Run("Clean").Succeeded();

        Assert.Empty(workspace.Outputs());
        Assert.Equal(Everything, workspace.Run("Merge").Succeeded().Restored);
        Assert.Equal(built.Outputs, workspace.Outputs());
    }

    [Fact]
    public void A_damaged_output_is_mended()
    {
        using var workspace = built.Copy();
        var file = Path.Combine(workspace.Out, Workspace.Experiment, "1-prompts", "coco", "prompts.jsonl");
        File.Delete(file);

        Assert.Equal(["coco/prompts"], workspace.Run("Merge").Succeeded().Restored);
        Assert.Equal(built.Outputs, workspace.Outputs());
    }

    private void WithCopy(Action<Workspace> test)
    {
        using var workspace = built.Copy();
        test(workspace);
    }
}
