using System.Diagnostics;
using System.Globalization;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class ConcurrencyTests : IDisposable
{
    private const string Folder = "SELMA_TEST_CHILD_FOLDER";
    private const string Point = "SELMA_TEST_CHILD_DIES_AT";
    private const int All = 7 * StubExperiment.Items;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Builds_side_by_side_make_each_stage_once()
    {
        var experiments = Enumerable.Range(0, 6).Select(_ => new StubExperiment()).ToList();
        Parallel.ForEach(experiments, new() { MaxDegreeOfParallelism = 6 }, experiment => experiment.Build(_folder.FullPath, "Merge"));
        Assert.Equal(All, experiments.Sum(experiment => experiment.Computed));
        Assert.Equal(experiments[0].Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Fact]
    public void Builds_of_two_configurations_side_by_side_both_end_whole()
    {
        var experiments = Enumerable.Range(0, 4).Select(index => new StubExperiment { Guidance = index % 2, IsAlone = false }).ToList();
        Parallel.ForEach(experiments, new() { MaxDegreeOfParallelism = 4 }, experiment => experiment.Build(_folder.FullPath, "Merge"));
        foreach (var guidance in new[] { 0, 1 })
        {
            var after = new StubExperiment { Guidance = guidance };
            _ = after.Build(_folder.FullPath, "Merge");
            Assert.Equal(0, after.Computed); // both results are in the store
            Assert.Equal(after.Expected(), StubExperiment.Actual(_folder.FullPath));
        }
    }

    [Fact]
    public void Processes_side_by_side_make_each_stage_once()
    {
        var children = Enumerable.Range(0, 2).Select(_ => Start(null)).ToList();
        children.ForEach(ChildTest.Finish);
        Assert.Equal(All, Directory.EnumerateFiles(_folder.FullPath, "computed-*").Sum(Number));
        Assert.Equal(new StubExperiment().Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    [Theory]
    [InlineData("b 10")]
    [InlineData("i 8")]
    public void A_process_killed_anywhere_leaves_what_the_next_goes_on_from(string point)
    {
        using var child = Start(point);
        child.WaitForExit();
        Assert.Equal(137, child.ExitCode);
        var experiment = new StubExperiment();
        _ = experiment.Build(_folder.FullPath, "Merge");
        Assert.InRange(experiment.Computed, 1, All - 1);
        Assert.Equal(experiment.Expected(), StubExperiment.Actual(_folder.FullPath));
    }

    /// <summary>What the tests above start in other processes.</summary>
    [Fact(Explicit = true)]
    public void Build_in_a_child_process()
    {
        var folder = Environment.GetEnvironmentVariable(Folder)!;
        var point = Environment.GetEnvironmentVariable(Point)?.Split(' ');
        var left = point is null ? 0 : int.Parse(point[1], CultureInfo.InvariantCulture);
        var experiment = new StubExperiment
        {
            At = (_, here) =>
            {
                if (here == point?[0] && --left == 0)
                {
                    Process.GetCurrentProcess().Kill();
                }
            },
        };
        _ = experiment.Build(folder, "Merge");
        Core.Artifacts.AtomicFile.WriteText(
            Path.Combine(folder, $"computed-{Environment.ProcessId}"), experiment.Computed.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _folder.Dispose();

    private static int Number(string file) => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    private Process Start(string? point) => ChildTest.Start(
        typeof(ConcurrencyTests), nameof(Build_in_a_child_process), (Folder, _folder.FullPath), (Point, point));
}
