namespace Selma.EndToEnd.Tests;

/// <summary>The targets that tell of results, or keep house among them.</summary>
[Collection(BuiltCollection.Name)]
public sealed class CommandTests(BuiltWorkspace built)
{
    [Fact]
    public void Status_tells_what_lies_there_and_runs_nothing()
    {
        using var workspace = built.Copy();
        workspace.ChangeSeedPrompt("coco");
        var status = workspace.Run("Status").Succeeded();

        Assert.Empty(status.Stages);
        Assert.Matches("coco/prompts +[0-9-]{10} [0-9:]{5} +[0-9]+ s +[0-9.]+ KiB  stale: seed prompts changed", status.Output);
        Assert.Matches("coco/expert .* perhaps stale: after coco/prompts", status.Output);
        Assert.Matches("whoops/expert .* up to date", status.Output);
        Assert.Matches("base/samples +- +- +-  never built", status.Output);
        Assert.Matches("Last run: [0-9TZ]+-[0-9a-f]{6} \\(Merge[^)]*\\): succeeded in [0-9:]+; 7 run", status.Output);
        Assert.Matches("Store: [0-9.]+ [KM]iB in 7 results", status.Output);
        Assert.DoesNotContain("whoops", workspace.Run("Status", "--skill", "coco").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_tells_every_difference_and_runs_nothing()
    {
        using var workspace = built.Copy();
        var why = workspace.Run("Why", "Merge", "--skill", "coco", "--set", "experts.rank=3", "--set", "experts.learning_rate=0.5").Succeeded();

        Assert.Empty(why.Stages);
        Assert.Matches("coco/images is up to date\\.\n  key [0-9a-f]{64}\n  made ", why.Output);
        Assert.Matches("coco/expert must run\\.\n  against .*:\n    learning_rate +0.0003 -> 0.5\n    rank +2 -> 3\n    the same: ", why.Output);
        Assert.Contains("merge may have to run.\n  it reads coco/expert, which must run first\n", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_deletes_what_nothing_shows_and_the_next_build_makes_it_again()
    {
        using var workspace = built.Copy();
        _ = workspace.Run("Merge", "--set", "merge.method=uniform").Succeeded();
        Assert.Equal(["merge"], workspace.Run("Merge").Succeeded().Restored);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(workspace.Out, "store", "v1"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        }

        Assert.Contains("Freed 0 B; ", workspace.Run("Prune", "--keep", "1d").Succeeded().Output, StringComparison.Ordinal); // a run names it
        Directory.Delete(Path.Combine(workspace.Out, Workspace.Experiment, "runs"), recursive: true);
        Assert.Matches("merge +1 result, .*\nWould free .* in 7 results would stay: 7 that experiments show", workspace.Run("Prune", "--keep", "1d", "--plan").Succeeded().Output);
        Assert.Matches("merge +1 result, .*\nFreed .* in 7 results stay", workspace.Run("Prune", "--keep", "1d").Succeeded().Output);

        Assert.Empty(workspace.Run("Merge").Succeeded().Stages);
        Assert.Equal(built.Outputs, workspace.Outputs());
        var again = workspace.Run("Merge", "--set", "merge.method=uniform").Succeeded();
        Assert.Equal(["merge"], again.Stages);
        Assert.Empty(again.Restored);
    }

    [Fact]
    public void Prune_refuses_beside_a_running_build_with_4()
    {
        using var workspace = built.Copy();
        using var running = workspace.Start("Experts", "--skill", "coco", "--set", "experts.max_train_steps=5000");
        Assert.True(running.WaitForStart("coco/expert"));
        var prune = workspace.Run("Prune", "--lock-timeout", "0").Ended(4);

        Assert.Contains("error SELMA4002: The store is in use by another build", prune.Output, StringComparison.Ordinal);
        running.Kill();
        _ = workspace.Run("Prune", "--lock-timeout", "0").Succeeded();
    }
}
