using Selma.Core.Artifacts;

namespace Selma.Core.Reports;

/// <summary>Chooses what a gallery shows: as many prompts as fit, the sources in turn, each in the benchmark's own order.</summary>
/// <param name="settings">How much fits.</param>
/// <param name="progress">Told every prompt.</param>
/// <param name="cancellation">Stops between prompts.</param>
internal sealed class Gallery(ReportSettings settings, IProgress<StageProgress> progress, CancellationToken cancellation)
{
    private readonly double _room = settings.GalleryMegabytes * 1e6;
    private double _used;

    /// <summary>The prompts.</summary>
    public IReadOnlyList<GalleryEntry> Of(BenchmarkScores benchmark, ScoredArm merged)
    {
        var items = benchmark.Base.Scores.Items;
        var inTurn = Enumerable.Range(0, items.Count)
            .GroupBy(i => items[i].Source)
            .SelectMany(source => source.Select((item, place) => (item, place)))
            .OrderBy(entry => entry.place).ThenBy(entry => entry.item).Select(entry => entry.item);
        List<GalleryEntry> chosen = [];
        foreach (var i in inTurn)
        {
            cancellation.ThrowIfCancellationRequested();
            var entry = Entry(benchmark, merged, i);
            _used += entry.Shown.Sum(shown => shown.Image.Length);
            if (_used > _room && chosen.Count > 0)
            {
                break;
            }

            chosen.Add(entry);
            progress.Report(new(chosen.Count, items.Count, "prompts"));
        }

        return chosen;
    }

    private GalleryEntry Entry(BenchmarkScores benchmark, ScoredArm merged, int i)
    {
        var item = benchmark.Base.Scores.Items[i];
        var (repaired, broken) = Changes.Of(item, merged.Scores.Items[i]);
        var expert = benchmark.ExpertOf(item.Source);
        ScoredArm?[] arms = [benchmark.Base, expert, merged];
        return new(
            expert?.Arm.Skills[0] ?? item.Source, item.Text, item.Id, repaired, broken,
            [.. arms.OfType<ScoredArm>().Select(arm => (arm.Arm.Kind == ArmKind.Expert ? "expert" : arm.Arm.Name, arm.Scores.Items[i].Images[0], Image(arm, i)))]);
    }

    private string Image(ScoredArm arm, int i)
    {
        var (bytes, _, _) = Thumbnail.Of(Path.Combine(arm.Samples, arm.Scores.Items[i].Images[0].FileName), settings.GalleryImageSize);
        return "data:image/webp;base64," + Convert.ToBase64String(bytes);
    }
}
