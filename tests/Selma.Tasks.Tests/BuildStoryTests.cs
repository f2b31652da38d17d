namespace Selma.Tasks.Tests;

/// <summary>What the record of a run is told at its end.</summary>
public static class BuildStoryTests
{
    [Theory]
    [InlineData("SELMA2251", "failed", 1)]
    [InlineData("SELMA9001", "stopped", 1)]
    [InlineData("SELMA4001", "failed", 4)]
    public static void What_began_and_did_not_end_is_told_with_the_rest(string code, string outcome, int exitCode)
    {
        var story = Story();
        story.Fail(new(null, code, null, 0, 0, 0, 0, "No.", "coco/expert", "x"));
        story.End(hasSucceeded: false);

        Assert.Equal((outcome, exitCode), (story.Ended.Outcome, story.Ended.ExitCode));
        Assert.Equal(
            [("coco/prompts", "restored", 1.5), ("coco/images", "run", 2), ("coco/expert", outcome, (double?)null)],
            story.Ended.Stages);
    }

    [Fact]
    public static void Only_the_stage_that_the_error_names_has_failed()
    {
        var story = Story();
        story.Start("whoops/images");
        story.Start("paper/images");
        story.Fail(new(null, "SELMA2241", null, 0, 0, 0, 0, "No.", "whoops/images", "x"));
        story.Fail(new(null, "SELMA9001", null, 0, 0, 0, 0, "paper/images was stopped.", "paper/images", "x"));
        story.End(hasSucceeded: false);

        Assert.Equal("failed", story.Ended.Outcome);
        Assert.Equal(
            [("coco/expert", "stopped"), ("whoops/images", "failed"), ("paper/images", "stopped")],
            story.Ended.Stages.Where(stage => stage.Seconds is null).Select(stage => (stage.Id, stage.Action)));
    }

    [Fact]
    public static void A_build_that_went_well_says_so()
    {
        var story = Story();
        _ = story.Finish(Fields("coco/expert", "UpToDate", "0"));
        story.End(hasSucceeded: true);

        Assert.Equal(("succeeded", 0), (story.Ended.Outcome, story.Ended.ExitCode));
        Assert.Equal(["restored", "run", "skipped"], story.Ended.Stages.Select(stage => stage.Action));
    }

    [Fact]
    public static void A_request_is_told_in_the_front_ends_words_without_places()
    {
        var request = new BuildRequest(
            "/x/experiment.yaml", "/x/out", "/x/store", "/x/run", ["coco"], ["experts.rank=3"], ["Merge"], TimeSpan.FromSeconds(90), Locked: true, UpdateLock: true, FailFast: true);

        Assert.Equal(
            "Merge --skill coco --set experts.rank=3 --force --fail-fast --lock-timeout 90s --locked true --update-lock", string.Join(' ', request.Command(["Merge"])));
        Assert.Equal(
            ["Merge"],
            new BuildRequest("", "", null, null, [], [], [], null, null, UpdateLock: false, FailFast: false).Command(["Merge"]));
    }

    private static BuildStory Story()
    {
        var story = new BuildStory(TimeProvider.System);
        foreach (var stage in new[] { "coco/prompts", "coco/images", "coco/expert" })
        {
            story.Start(stage);
        }

        _ = story.Finish(Fields("coco/prompts", "Restored", "1.5"));
        _ = story.Finish(Fields("coco/images", "Ran", "2"));
        return story;
    }

    private static Dictionary<string, string?> Fields(string id, string action, string seconds) =>
        new() { ["id"] = id, ["action"] = action, ["seconds"] = seconds, ["outputDigest"] = "ab" };
}
