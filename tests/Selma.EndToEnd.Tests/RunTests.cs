using System.Text.Json;

namespace Selma.EndToEnd.Tests;

/// <summary>What runs leave behind, and how two of them are compared.</summary>
[Collection(BuiltCollection.Name)]
public sealed class RunTests(BuiltWorkspace built)
{
    [Fact]
    public void Diff_tells_the_setting_that_differs_and_how_the_numbers_moved()
    {
        using var workspace = built.Copy();
        var first = Assert.Single(Runs(workspace));
        Assert.Equal(["merge"], workspace.Run("Merge", "--set", "merge.method=uniform").Succeeded().Stages);
        var second = Assert.Single(Runs(workspace), run => run != first);

        var diff = workspace.Run("Diff", first, second[^6..]).Succeeded().Output;
        Assert.Contains($"A: {first}", diff, StringComparison.Ordinal);
        Assert.Contains($"B: {second}", diff, StringComparison.Ordinal);
        Assert.Matches(@"config\.method: paper -> uniform +\(4-merged\)", diff);
        Assert.DoesNotContain("3-experts/coco", diff, StringComparison.Ordinal); // an input that differs would name its stages
        Assert.Matches(@"loss/coco +[0-9.]+ +[0-9.]+ +0 +0\.0 %", diff);
        Assert.Equal(2, Runs(workspace).Count()); // comparing leaves nothing

        Assert.Matches("error SELMA2462: There is no run 'nosuch'", workspace.Run("Diff", first, "nosuch").Ended(1).Output);
        Tells(workspace, second);
    }

    /// <summary>The record of the second run.</summary>
    private static void Tells(Workspace workspace, string run)
    {
        using var json = JsonDocument.Parse(workspace.Read($"out/{Workspace.Experiment}/runs/{run}/run.json"));
        var root = json.RootElement;
        Assert.Equal(("succeeded", 0), (root.GetProperty("outcome").GetString(), root.GetProperty("exitCode").GetInt32()));
        Assert.Contains("merge.method=uniform", root.GetProperty("command").EnumerateArray().Select(word => word.GetString()));
        var stages = root.GetProperty("stages").EnumerateArray().ToDictionary(stage => stage.GetProperty("id").GetString()!);
        Assert.Equal(("merge", "dirty", "run"), (Text("4-merged", "stage"), Text("4-merged", "before"), Text("4-merged", "action")));
        Assert.Equal(64, Text("4-merged", "outputDigest")?.Length);
        Assert.Equal(("clean", null), (Text("3-experts/coco", "before"), Text("3-experts/coco", "action")));

        string? Text(string stage, string member) => stages[stage].TryGetProperty(member, out var value) ? value.GetString() : null;
    }

    private static IEnumerable<string> Runs(Workspace workspace) =>
        Directory.EnumerateDirectories(Path.Combine(workspace.Out, Workspace.Experiment, "runs")).Select(run => Path.GetFileName(run)!);
}
