using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Garbage is collected and nothing else.</summary>
public sealed class PruneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    [Fact]
    public void What_no_experiment_shows_goes_after_30_days_and_is_built_again_when_it_is_wanted()
    {
        BuildBoth();
        Assert.Contains("\nFreed 0 B; ", Prune(TimeSpan.FromDays(29)), StringComparison.Ordinal);
        Assert.Equal(10, Records());

        var text = Prune(TimeSpan.FromDays(31));
        Assert.Matches(@"\n  expert        2 results, [0-9.]+ KiB, last used [0-9-]+\n  merge         1 result, .*\nFreed [0-9.]+ KiB; [0-9.]+ KiB in 7 results stay: 7 that experiments show, 0 more that runs name, 0 lately used$", text);
        Assert.Equal(7, Records());
        Assert.Empty(_experiment.Build(_folder.FullPath, "Merge"));

        _experiment.LearningRate = 1e-4;
        Assert.Equal([StageAction.Ran, StageAction.Ran, StageAction.Ran], _experiment.Build(_folder.FullPath, "Merge").Select(outcome => outcome.Action));
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
        _experiment.LearningRate = 3e-4;
        Assert.All(_experiment.Build(_folder.FullPath, "Merge"), outcome => Assert.Equal(StageAction.Restored, outcome.Action));
    }

    [Fact]
    public void A_plan_tells_the_same_and_deletes_nothing()
    {
        BuildBoth();
        var before = Files();
        var plan = Prune(TimeSpan.FromDays(31), isPlan: true);
        Assert.Equal(before, Files());
        Assert.Equal(plan.Replace("Would free", "Freed", StringComparison.Ordinal).Replace("would stay", "stay", StringComparison.Ordinal), Prune(TimeSpan.FromDays(31)));
        Assert.NotEqual(before, Files());
    }

    [Fact]
    public void An_empty_store_is_left_unmade()
    {
        Assert.EndsWith("Freed 0 B; 0 B in 0 results stay: 0 that experiments show, 0 more that runs name, 0 lately used", Prune(TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public void What_a_run_names_stays_until_the_run_is_deleted()
    {
        BuildBoth();
        var merge = Assert.Single(Old("merge"));
        _ = _folder.Write("deep/er/runs/20260101T000000Z-aaaaaa/run.json", $$"""{ "stages": [ { "id": "4-merged", "key": "{{merge}}" } ] }""");
        Assert.Contains("7 that experiments show, 1 more that runs name", Prune(TimeSpan.FromDays(31)), StringComparison.Ordinal);
        Assert.NotNull(Store().Peek(merge));
        Directory.Delete(_folder.File("deep"), recursive: true);
        _ = Prune(TimeSpan.FromDays(31));
        Assert.Null(Store().Recall(merge));
    }

    [Fact]
    public void What_was_restored_counts_as_used()
    {
        BuildBoth();
        foreach (var record in Directory.EnumerateFiles(_folder.File("store", "v1", "ac"), "*.json", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(record, DateTime.UnixEpoch);
        }

        _experiment.LearningRate = 1e-4; // restores the older ones
        Assert.All(_experiment.Build(_folder.FullPath, "Merge"), outcome => Assert.Equal(StageAction.Restored, outcome.Action));
        _experiment.LearningRate = 3e-4;
        _ = _experiment.Build(_folder.FullPath, "Merge");
        Assert.Contains("Freed 0 B", Prune(TimeSpan.FromDays(29)), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_large_a_store_loses_what_was_not_used_for_longest_and_never_what_is_shown()
    {
        BuildBoth();
        var size = Store().Measure().Bytes;
        var oldest = Old("merge").Concat(Old("expert")).Order(StringComparer.Ordinal).First();
        File.SetLastWriteTimeUtc(_folder.File("store", "v1", "ac", oldest[..2], $"{oldest}.json"), DateTime.UnixEpoch);

        _ = Prune(TimeSpan.FromHours(2), new SweepLimits { MaxSize = size - 1, Keep = TimeSpan.MaxValue });
        Assert.Equal(9, Records());
        Assert.Null(Store().Recall(oldest));

        var text = Prune(TimeSpan.FromHours(2), new SweepLimits { MaxSize = 1 });
        Assert.Equal(7, Records());
        Assert.Contains("\nThat is more than 1 B: what experiments show", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_younger_than_an_hour_stays_whatever_is_asked()
    {
        BuildBoth();
        _ = Prune(TimeSpan.FromMinutes(59), new SweepLimits { Keep = TimeSpan.Zero, MaxSize = 0 });
        Assert.Equal(10, Records());
        _ = Prune(TimeSpan.FromMinutes(61), new SweepLimits { Keep = TimeSpan.Zero });
        Assert.Equal(7, Records());
    }

    [Fact]
    public void Work_goes_that_nobody_went_on_with_for_14_days()
    {
        _experiment.At = (id, point) => _ = point == "b" && id == new StageId("images", "coco") ? throw new SelmaException("SELMA2202", "full") : 0;
        _ = Assert.Throws<SelmaException>(() => _experiment.Build(_folder.FullPath, "Images"));
        var work = Assert.Single(Directory.EnumerateDirectories(_folder.File("stub", "work")));
        _ = _folder.Write("stub/work/mine/key", "not a key");
        _ = Prune(TimeSpan.FromDays(13));
        Assert.True(Directory.Exists(work));
        Assert.Contains($"\n  stopped work  {Path.GetFileName(work)}, ", Prune(TimeSpan.FromDays(15)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(work));
        Assert.True(Directory.Exists(_folder.File("stub", "work", "mine")));
        _experiment.At = (_, _) => { };
        _ = _experiment.Build(_folder.FullPath, "Merge");
        Assert.Equal(_experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Fact]
    public void Another_folder_of_results_that_shares_the_store_keeps_what_it_shows()
    {
        _experiment.Options = options => options with { StoreFolder = _folder.File("shared") };
        _ = _experiment.Build(_folder.File("one"), "Merge");
        _experiment.LearningRate = 3e-4;
        _ = _experiment.Build(_folder.File("two"), "Merge");
        Assert.Contains("in 10 results stay: 10 that experiments show", Prune(TimeSpan.FromDays(31), folder: "two"), StringComparison.Ordinal);
        Directory.Delete(_folder.File("one"), recursive: true);
        Assert.Contains("in 7 results stay: 7 that experiments show", Prune(TimeSpan.FromDays(31), folder: "two"), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(_folder.File("shared", "v1", "roots")));
    }

    [Fact]
    public void A_stage_that_is_being_built_keeps_pruning_out()
    {
        string? met = null;
        _experiment.At = (id, point) => met ??= point == "b" && id.Stage == "images"
            ? Assert.Throws<SelmaException>(() => Prune(TimeSpan.FromDays(31), timeout: TimeSpan.Zero)).Code : null;
        BuildBoth();
        Assert.Equal("SELMA4002", met);
        _ = Prune(TimeSpan.FromDays(31), timeout: TimeSpan.Zero);
        Assert.Equal(7, Records());
    }

    [Fact]
    public async Task Pruning_waits_for_a_stage_to_end()
    {
        BuildBoth();
        var share = await StoreLock.Share(Store().WholeLock, null, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken);
        using (await StoreLock.Share(Store().WholeLock, TimeSpan.Zero, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            // stages do not keep one another out
        }

        var pruning = Task.Run(() => Prune(TimeSpan.FromDays(31)), TestContext.Current.CancellationToken);
        Assert.NotSame(pruning, await Task.WhenAny(pruning, Task.Delay(200, TestContext.Current.CancellationToken)));
        Assert.Equal(10, Records());
        await share.DisposeAsync();
        _ = await pruning;
        Assert.Equal(7, Records());
    }

    [Fact]
    public async Task A_stage_waits_while_the_store_is_pruned()
    {
        BuildBoth();
        _experiment.LearningRate = 1e-4;
        _experiment.Options = options => options with { LockTimeout = TimeSpan.Zero };
        await using (await StoreLock.TakeAlone(Store().WholeLock, null, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            Assert.Equal("SELMA4002", Assert.Throws<SelmaException>(() => _experiment.Build(_folder.FullPath, "Merge")).Code);
        }

        Assert.NotEmpty(_experiment.Build(_folder.FullPath, "Merge"));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Two learning rates, the second of which is shown: three results are of the first alone.</summary>
    private void BuildBoth()
    {
        _ = _experiment.Build(_folder.FullPath, "Merge");
        _experiment.LearningRate = 3e-4;
        _ = _experiment.Build(_folder.FullPath, "Merge");
    }

    private string Prune(TimeSpan later, SweepLimits? settings = null, bool isPlan = false, string? folder = null, TimeSpan? timeout = null) => Pruning.Run(
        _experiment.Options(new() { ExperimentFile = "", OutFolder = folder is null ? _folder.FullPath : _folder.File(folder), LockTimeout = timeout }),
        settings ?? new(),
        isPlan,
        new LaterClock(later),
        TestContext.Current.CancellationToken);

    private Store Store() => new(_folder.File("store"), TimeProvider.System, (_, _) => { });

    private int Records() => Store().Measure().Results;

    /// <summary>Keys of a stage's records that no experiment shows.</summary>
    private IEnumerable<string> Old(string stage) =>
        from file in Directory.EnumerateFiles(_folder.File("store", "v1", "ac"), "*.json", SearchOption.AllDirectories)
        let record = StageRecord.Read(file)!
        where (string)record.KeyDocument["stage"]! == stage
        where Directory.EnumerateFiles(_folder.File("stub"), "*.done", SearchOption.AllDirectories).All(done => StageRecord.Read(done)!.Key != record.Key)
        select record.Key;

    private SortedDictionary<string, DateTime> Files() => new(
        Directory.EnumerateFiles(_folder.FullPath, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc), StringComparer.Ordinal);

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
