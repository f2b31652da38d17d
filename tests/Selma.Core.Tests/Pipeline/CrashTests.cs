using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

/// <summary>The build dies at each point of the publishing protocol, with and without an earlier result; then it is run again.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly StageId Images = new("images", "coco");
    private readonly TemporaryFolder _folder = new();
    private readonly StubExperiment _experiment = new();

    /// <summary>Point, and the items that the next run may compute: incremental.md 2.6.</summary>
    public static TheoryData<string, int, bool> Points() => new(
        from row in new (string Point, int Items)[]
        {
            ("a", 2), ("b", 2), ("d", 1), ("e", 0), ("f", 0), ("h", 0), ("i", 0), ("j", 0), ("k", 0), ("l", 0), ("m", 0), ("n", 0), ("o", 0),
        }
        from earlier in (bool[])[false, true]
        where row.Point != "k" || !earlier // folders are swapped in one step, so nothing is ever moved away
        select new TheoryDataRow<string, int, bool>(row.Point, row.Items, earlier));

    [Theory]
    [MemberData(nameof(Points))]
    public void Run_again_it_ends_as_if_never_stopped(string point, int items, bool hasEarlier)
    {
        Build("Prompts");
        var before = hasEarlier ? Earlier() : null;
        Die(point);
        var shown = Shown();
        Assert.True(shown is null || Same(shown, before) || Same(shown, Expected()), "The folder is neither the old nor the new one.");
        if (File.Exists(Paths.Done))
        {
            Assert.NotNull(shown); // a record without its folder would be a lie
        }

        Build("Images");
        Assert.Equal(items, _experiment.LastItems);
        Assert.True(Same(Shown(), Expected()));
        Build("Images");
        Assert.Equal(0, _experiment.LastItems);
        AssertNoLeftovers(point);
        if (hasEarlier)
        {
            _experiment.Guidance = 3;
            Build("Images");
            Assert.Equal(0, _experiment.LastItems); // back to the earlier result
            Assert.True(Same(Shown(), before));
        }
    }

    [Fact]
    public void A_work_folder_that_lost_its_key_is_not_resumed_from()
    {
        Build("Prompts");
        Die("d");
        var work = Directory.GetDirectories(Path.Combine(_folder.FullPath, "stub", "work"), "images-coco-*").Single();
        AtomicFile.WriteText(Path.Combine(work, "key"), new string('0', 64));
        AtomicFile.WriteText(Path.Combine(work, "output", "0.png"), "of another key");
        Build("Images");
        Assert.Equal(StubExperiment.Items, _experiment.LastItems);
        Assert.True(Same(Shown(), Expected()));
    }

    [Fact]
    public void Half_written_files_of_a_killed_stage_are_no_outputs()
    {
        Build("Prompts");
        Die("d");
        var work = Directory.GetDirectories(Path.Combine(_folder.FullPath, "stub", "work"), "images-coco-*").Single();
        AtomicFile.WriteText(Path.Combine(work, "output", "3.png.812-0.tmp"), "half");
        Build("Images");
        Assert.True(Same(Shown(), Expected()));
    }

    public void Dispose() => _folder.Dispose();

    private StagePaths Paths => new(Path.Combine(_folder.FullPath, "stub"), Images);

    private Dictionary<string, string> Earlier()
    {
        _experiment.Guidance = 3;
        Build("Images");
        _experiment.Guidance = 7;
        return Shown()!;
    }

    /// <summary>Stops at the point: in the third item, or in publishing, when the first blob, folder or file has been made.</summary>
    private void Die(string point)
    {
        var build = _experiment.Open(_folder.FullPath);
        var seen = 0;
        var last = point is "a" or "b" or "d" ? 3 : 1;
        _experiment.At = (_, here) =>
        {
            if (here == point && ++seen == last)
            {
                throw new NotImplementedException("killed");
            }
        };
        _ = build.Reconcile(Images);
        _ = Assert.Throws<NotImplementedException>(
            () => build.Run(Images, new Listener<TimedProgress>(_ => { }), CancellationToken.None).GetAwaiter().GetResult());
        _experiment.At = (_, _) => { };
    }

    private void AssertNoLeftovers(string point)
    {
        var left = Directory.EnumerateDirectories(Path.Combine(_folder.FullPath, "stub", "work")).Select(Path.GetFileName);
        if (point is not ("n" or "o"))
        {
            Assert.Empty(left); // after (n) the stage is done, and its work goes when it next runs
        }
    }

    private Dictionary<string, string>? Shown() => Directory.Exists(Paths.Outputs)
        ? Directory.EnumerateFiles(Paths.Outputs).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText)
        : null;

    private Dictionary<string, string> Expected() => _experiment.Expected()
        .Where(file => file.Key.StartsWith("2-images/coco/", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileName(file.Key), file => file.Value);

    private static bool Same(Dictionary<string, string>? a, Dictionary<string, string>? b) =>
        a is not null && b is not null && a.OrderBy(file => file.Key).SequenceEqual(b.OrderBy(file => file.Key));

    private void Build(string target)
    {
        _experiment.Options = options => options with { Skills = ["coco"] };
        _ = _experiment.Build(_folder.FullPath, target);
    }
}
