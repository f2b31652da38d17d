using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.Core.Tracking;
using Selma.TestKit;

namespace Selma.Core.Tests.Tracking;

public static class RunTrackingTests
{
    private const string First = "20261124T095204Z-2b93ff", Second = "20261124T100000Z-77aa00";

    [Fact]
    public static void A_run_leaves_its_losses_as_CSV()
    {
        using var experiment = new TrackedExperiment();
        var run = experiment.Train(First, rank: 16, loss: 0.25);

        Assert.Equal(
            "metric,step,value\nloss/coco,1,1\nloss/coco,2,0.25\nheld_out_loss/coco,2,0.75\n", File.ReadAllText(Path.Combine(run, "metrics.csv")));
    }

    [Fact]
    public static void TensorBoards_events_are_the_same_numbers()
    {
        using var experiment = new TrackedExperiment();
        var run = experiment.Train(First, rank: 16, loss: 0.25);
        var time = new DateTimeOffset(2026, 11, 24, 9, 52, 17, TimeSpan.Zero);
        byte[] expected =
        [
            .. EventFile.First, .. EventFile.Scalar(new("loss/coco", 1, 1, time)), .. EventFile.Scalar(new("loss/coco", 2, 0.25, time)),
            .. EventFile.Scalar(new("held_out_loss/coco", 2, 0.75, time)),
        ];

        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(run, "events.out.tfevents.1795513924.selma")));
    }

    [Fact]
    public static void Two_runs_differ_in_settings_inputs_and_numbers()
    {
        using var experiment = new TrackedExperiment();
        var before = experiment.Train(First, rank: 16, loss: 0.25);
        var after = experiment.Train(Second, rank: 32, loss: 0.2);
        string[] lines = [.. new RunComparison(
            ComparedRun.Read(before, experiment.Store), ComparedRun.Read(after, experiment.Store), CancellationToken.None).Lines()];

        Assert.Contains("  config.rank: 16 -> 32   (3-experts/coco)", lines);
        Assert.Contains($"  upstream.images: {Digest.OfValue(16)[..12]} -> {Digest.OfValue(32)[..12]}   (3-experts/coco)", lines);
        Assert.Contains(lines, line => line.StartsWith("  loss/coco", StringComparison.Ordinal) && line.Contains("0.25000", StringComparison.Ordinal)
            && line.Contains("-0.05000", StringComparison.Ordinal) && line.Contains("-20.0 %", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("unet", StringComparison.Ordinal));
    }

    [Fact]
    public static void A_run_is_found_by_its_beginning_or_its_end()
    {
        using var experiment = new TrackedExperiment();
        var first = experiment.Train(First, rank: 16, loss: 0.25);
        _ = experiment.Train(Second, rank: 32, loss: 0.2);

        Assert.Equal(first, RunFolders.Find(experiment.Folder, "2b93ff"));
        Assert.Equal(first, RunFolders.Find(experiment.Folder, "20261124T09"));
        Assert.Equal(first, RunFolders.Find("elsewhere", first));
        Assert.Equal("SELMA2462", Assert.Throws<SelmaException>(() => RunFolders.Find(experiment.Folder, "2026")).Code);
        Assert.Contains(Second, Assert.Throws<SelmaException>(() => RunFolders.Find(experiment.Folder, "nosuch")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_run_of_an_older_version_cannot_be_compared()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("SELMA2461", Assert.Throws<SelmaException>(() => RunRecord.Read(folder.FullPath)).Code);
    }

    [Fact]
    public static void The_folder_of_a_mere_plan_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Runs.Track(folder.FullPath);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public static void Names_with_commas_are_quoted()
    {
        using var folder = new TemporaryFolder();
        MetricsFile.Write(folder.File("m.csv"), [new("a,\"b\"", 3, 0.1, default)]);
        Assert.Equal("metric,step,value\n\"a,\"\"b\"\"\",3,0.1\n", File.ReadAllText(folder.File("m.csv")));
    }
}
