using Selma.Core.Artifacts;
using Selma.Core.Scores;

namespace Selma.Core.Tracking;

/// <summary>A run with what the store still holds of it.</summary>
/// <param name="Id">The run.</param>
/// <param name="Stages">Its stages whose records are still there.</param>
/// <param name="Lost">Its stages whose records are gone.</param>
/// <param name="Store">The store.</param>
internal sealed record ComparedRun(string Id, IReadOnlyList<TrackedStage> Stages, IReadOnlyList<string> Lost, Store Store)
{
    /// <summary>Reads a run.</summary>
    public static ComparedRun Read(string folder, Store store)
    {
        var run = RunRecord.Read(folder);
        var records = run.Stages.Select(stage => (stage.Stage, Record: store.Recall(stage.Key))).ToList();
        return new(
            run.Id,
            [.. records.Where(stage => stage.Record is not null).Select(stage => new TrackedStage(stage.Stage, stage.Record!))],
            [.. records.Where(stage => stage.Record is null).Select(stage => stage.Stage)],
            store);
    }

    /// <summary>The last value of each metric.</summary>
    public IReadOnlyDictionary<string, double> Metrics()
    {
        SortedDictionary<string, double> last = new(StringComparer.Ordinal);
        foreach (var metric in Stages.SelectMany(stage => StageMetrics.Of(stage, path => Store.BlobOf(stage.Record.Outputs.First(output => output.Path == path)))))
        {
            last[metric.Name] = metric.Value;
        }

        return last;
    }

    /// <summary>The score files, by arm and benchmark.</summary>
    public IReadOnlyDictionary<(string Arm, string Benchmark), ScoreFile> Scores() => Stages.Where(StageMetrics.IsScores)
        .SelectMany(stage => stage.Record.Outputs.Select(Store.BlobOf)).OfType<string>().Select(ScoreFile.Read)
        .ToDictionary(scores => (scores.Arm, scores.Benchmark));
}
