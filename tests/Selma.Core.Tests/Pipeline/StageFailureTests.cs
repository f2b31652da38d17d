using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>What a stage that failed leaves, who shows it, and when it goes.</summary>
public sealed class StageFailureTests : IDisposable
{
    private static readonly StageId Images = new("images", "coco");
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();
    private int _items;

    [Fact]
    public void A_failure_is_kept_with_key_code_message_and_item_and_shown_by_the_plan()
    {
        Fail(new SelmaException("SELMA2251", "The loss is no number at http://me:hunter2@host; lower it."));

        var failure = StageFailure.Read(Paths.Failure)!;
        Assert.Equal(
            (File.ReadAllText(Paths.Key).Trim(), "SELMA2251", "The loss is no number at http://(hidden)@host; lower it.", 2L),
            (failure.Key, failure.Code, failure.Message, failure.Item));
        Assert.Equal(_folder.File("stub", "work", "images-coco.fail.json"), Paths.Failure);
        Assert.Equal(
            $$"""
            {
              "code": "SELMA2251",
              "item": 2,
              "key": "{{failure.Key}}",
              "message": "The loss is no number at http://(hidden)@host; lower it.",
              "utc": "{{failure.Utc}}"
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Paths.Failure));

        var plan = _experiment.Open(_folder.FullPath).Plan(["Merge"]);
        Assert.Equal("SELMA2251: The loss is no number at http://(hidden)@host; lower it. (at 2)", plan.Stages.Single(stage => stage.Id == Images).Failure);
        Assert.Matches("coco/images +resume +at 2/4 .*\n +failed last time: SELMA2251: The loss is no number", plan.Text);
        Assert.All(plan.Stages, stage => Assert.Equal(stage.Id == Images, stage.Failure is not null));
    }

    [Fact]
    public void Success_forgets_it()
    {
        Fail(new SelmaException("SELMA2251", "No number."));
        _ = _experiment.Build(_folder.FullPath, "Merge");
        Assert.False(File.Exists(Paths.Failure));
        Assert.DoesNotContain("failed last time", _experiment.Open(_folder.FullPath).Plan(["Merge"]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_shows_it_for_its_own_key_alone()
    {
        Fail(new SelmaException("SELMA2251", "No number."));
        _experiment.Guidance = 9;
        var other = _experiment.Open(_folder.FullPath).Plan(["Merge"]).Stages.Single(stage => stage.Id == Images);
        Assert.Equal((StageState.Dirty, null), (other.State, other.Failure));
        Assert.True(File.Exists(Paths.Failure));

        _experiment.Guidance = 7;
        var same = _experiment.Open(_folder.FullPath).Plan(["Merge"]).Stages.Single(stage => stage.Id == Images);
        Assert.Equal((StageState.Resumable, "SELMA2251: No number. (at 2)"), (same.State, same.Failure));
    }

    [Fact]
    public async Task What_is_up_to_date_after_all_forgets_it()
    {
        _ = _experiment.Build(_folder.FullPath, "Merge");
        new StageFailure(File.ReadAllText(Paths.Key).Trim(), "2026-11-24T09:52:04Z", "SELMA2251", "No number.", 2).Write(Paths.Failure);
        var build = _experiment.Open(_folder.FullPath);
        var outcome = await build.Run(Images, new Listener<TimedProgress>(_ => { }), TestContext.Current.CancellationToken);
        Assert.Equal((StageAction.UpToDate, false), (outcome.Action, File.Exists(Paths.Failure)));
    }

    /// <summary>A folder in the file's place stands for one that another program holds open, which only Windows has.</summary>
    [Fact]
    public void What_cannot_be_deleted_makes_no_failure_of_a_success()
    {
        _ = Directory.CreateDirectory(Paths.Failure);
        Assert.Equal(StageAction.Ran, _experiment.Build(_folder.FullPath, "Merge").Single(outcome => outcome.Id == Images).Action);
        StageFailure.Forget(Path.Combine(_folder.File("nowhere"), "fail.json"));
        Assert.True(Directory.Exists(Paths.Failure));
    }

    [Fact]
    public void Clean_forgets_it()
    {
        Fail(new SelmaException("SELMA2251", "No number."));
        _experiment.Open(_folder.FullPath).Clean(ExperimentBuild.Targets);
        Assert.False(File.Exists(Paths.Failure));
    }

    [Fact]
    public void What_is_no_error_of_ours_has_the_code_of_internal_errors_and_a_disk_its_own()
    {
        Fail(new InvalidOperationException("Out of ideas."));
        Assert.Equal(("SELMA9002", "Out of ideas."), (StageFailure.Read(Paths.Failure)!.Code, StageFailure.Read(Paths.Failure)!.Message));
        Fail(new IOException("No space left on device", 28), after: 0);
        Assert.Equal("SELMA2202", StageFailure.Read(Paths.Failure)!.Code);
    }

    [Fact]
    public void Whoever_stops_a_stage_has_not_seen_it_fail()
    {
        Fail(new OperationCanceledException());
        Assert.False(File.Exists(Paths.Failure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"key\": 1 }")]
    public void What_cannot_be_read_tells_nothing(string text) => Assert.Null(StageFailure.Read(_folder.Write("fail.json", text)));

    public void Dispose() => _folder.Dispose();

    private StagePaths Paths => new(_folder.File("stub"), Images);

    /// <summary>Builds, and throws once so many more items of coco's images are there.</summary>
    private void Fail(Exception error, int after = 2)
    {
        _items = 0;
        _experiment.At = (id, point) =>
        {
            if (id == Images && point == "a" && _items++ == after)
            {
                throw error;
            }
        };
        _ = Assert.ThrowsAny<Exception>(() => _experiment.Build(_folder.FullPath, "Merge"));
        _experiment.At = (_, _) => { };
    }
}
