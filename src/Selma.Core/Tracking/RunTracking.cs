using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary>What a run leaves beside its log: <c>run.json</c>, <c>metrics.csv</c> and TensorBoard's events.</summary>
internal static class RunTracking
{
    /// <summary>Writes them from the records and outputs as they stand; done again, it writes the same.</summary>
    /// <param name="experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="done">What it did about stages, by their ids.</param>
    public static void Write(string experiment, string run, KeyMap end, IReadOnlyDictionary<string, KeyMap> done)
    {
        var stages = TrackedStage.All(experiment);
        var id = Path.GetFileName(Path.TrimEndingDirectorySeparator(run));
        var metrics = stages.SelectMany(stage => StageMetrics.Of(stage, output => Output(experiment, stage, output))).ToList();
        MetricsFile.Write(Path.Combine(run, MetricsFile.FileName), metrics);
        EventFile.Write(Path.Combine(run, EventFile.Name(RunRecord.Began(id))), metrics);
        RunRecord.End(run, stages, end, done);
    }

    private static string? Output(string experiment, TrackedStage stage, string output)
    {
        var path = Path.Combine(experiment, stage.Id, output);
        return File.Exists(path) ? path : null;
    }
}
