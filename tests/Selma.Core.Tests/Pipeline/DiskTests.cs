using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public static class DiskTests
{
    [Fact]
    public static void A_full_disk_loses_nothing_that_is_finished()
    {
        using var disk = new Mount("size=600k");
        var experiment = new StubExperiment { Chance = new string('x', 50_000) };
        var error = Assert.Throws<SelmaException>(() => experiment.Build(disk.Path, "Merge"));
        Assert.Equal("SELMA2202", error.Code);
        Assert.Matches("^The disk is full: .* free(, .* needed)?\\. What is finished is kept; free some space and run again\\.$", error.Message);
        Assert.Equal(System.IO.Path.Combine(disk.Path, "stub"), error.Place!.File);
        AssertOnlyWholeStages(disk.Path);

        var before = experiment.Computed;
        disk.Remount("size=64m");
        _ = experiment.Build(disk.Path, "Merge");
        Assert.InRange(experiment.LastItems, 1, (7 * StubExperiment.Items) - before + 1); // at most the item in hand again
        Assert.Empty(experiment.Build(disk.Path, "Merge"));
    }

    [Fact]
    public static void A_disk_that_fills_up_while_a_result_is_shown_leaves_the_earlier_one()
    {
        using var disk = new Mount("size=64m");
        var experiment = new StubExperiment();
        _ = experiment.Build(disk.Path, "Merge");
        experiment.Skills["coco"] = "three dogs";
        experiment.At = (_, point) =>
        {
            if (point == "h")
            {
                Fill(disk.Path);
            }
        };
        var error = Assert.Throws<SelmaException>(() => experiment.Build(disk.Path, "Prompts"));
        Assert.Equal("SELMA2202", error.Code);
        Assert.Contains(" free, 52 B needed. ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("TWO CATS", StubExperiment.Actual(disk.Path)["1-prompts/coco/prompts.jsonl"], StringComparison.Ordinal);

        File.Delete(System.IO.Path.Combine(disk.Path, "filler"));
        experiment.At = (_, _) => { };
        Assert.Equal(StageAction.Restored, Assert.Single(experiment.Build(disk.Path, "Prompts")).Action);
    }

    [Fact]
    public static void A_read_only_folder_is_named_and_can_still_be_planned()
    {
        using var disk = new Mount("size=64m");
        var experiment = new StubExperiment();
        _ = experiment.Build(disk.Path, "Merge");
        disk.Remount("ro");
        Assert.Empty(experiment.Build(disk.Path, "Merge")); // nothing to do, nothing to write
        experiment.Skills["coco"] = "three dogs";
        Assert.Equal(StageState.Dirty, experiment.Open(disk.Path).Plan(["Merge"]).Stages[0].State);
        var error = Assert.Throws<SelmaException>(() => experiment.Build(disk.Path, "Merge"));
        Assert.Equal("SELMA2203", error.Code);
        Assert.StartsWith("No access: ", error.Message, StringComparison.Ordinal);
        disk.Remount("rw");
        _ = experiment.Build(disk.Path, "Merge");
        Assert.Equal(experiment.Expected(), StubExperiment.Actual(disk.Path));
    }

    [Fact]
    public static void A_store_on_another_file_system_is_copied_from()
    {
        using var disk = new Mount("size=64m");
        using var folder = new TemporaryFolder();
        var experiment = new StubExperiment { Options = options => options with { StoreFolder = disk.Path } };
        _ = experiment.Build(folder.FullPath, "Merge");
        Assert.Equal(experiment.Expected(), StubExperiment.Actual(folder.FullPath));
        experiment.Guidance = 2;
        _ = experiment.Build(folder.FullPath, "Merge");
        experiment.Guidance = 7;
        _ = experiment.Build(folder.FullPath, "Merge");
        Assert.Empty(experiment.Ran);
        Assert.False(Directory.Exists(folder.File("store")));
    }

    private static void AssertOnlyWholeStages(string folder)
    {
        foreach (var done in Directory.EnumerateFiles(folder, "*.done", SearchOption.AllDirectories))
        {
            var record = StageRecord.Read(done)!;
            Assert.All(record.Outputs, output => Assert.Equal(
                output.Sha256, Digest.OfFile(System.IO.Path.Combine(System.IO.Path.ChangeExtension(done, null), output.Path))));
        }

        Assert.All(
            Directory.EnumerateDirectories(System.IO.Path.Combine(folder, "stub"), "?-*").SelectMany(Directory.EnumerateDirectories),
            stage => Assert.True(File.Exists(stage + ".done")));
    }

    private static void Fill(string folder)
    {
        try
        {
            using var filler = File.Create(System.IO.Path.Combine(folder, "filler"));
            for (var size = 1 << 20; size >= 1; size /= 2)
            {
                TryWrite(filler, size);
            }
        }
        catch (IOException)
        {
            // Full: as wanted.
        }
    }

    private static void TryWrite(FileStream filler, int size)
    {
        try
        {
            for (; ; )
            {
                filler.Write(new byte[size]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // Not this much any more.
        }
    }
}
