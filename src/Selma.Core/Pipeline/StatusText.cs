using Selma.Core.Artifacts;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>What lies there for an experiment, for people.</summary>
internal static class StatusText
{
    /// <summary>A line a stage, what no stage of the experiment is any more, the last run, and the store.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="stages">Its stages.</param>
    /// <param name="orphans">Folders with results of stages that the experiment no longer has.</param>
    /// <param name="run">The last run.</param>
    /// <param name="store">The store.</param>
    public static string Of(
        string experiment, IReadOnlyList<StageStanding> stages, IReadOnlyList<string> orphans, RunSummary? run, Store store)
    {
        List<string> lines = [$"Experiment {experiment}", .. Table(stages), Counts(stages)];
        if (orphans.Count > 0)
        {
            lines.Add($"Of no stage any more: {string.Join(", ", orphans)}");
        }

        lines.Add($"Last run: {run?.ToString() ?? "none"}");
        var (bytes, results) = store.Measure();
        lines.Add($"Store: {DiskFault.Size(bytes)} in {results} results, {store.Folder}");
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Table(IReadOnlyList<StageStanding> stages)
    {
        var id = stages.Select(stage => stage.Stage.Id.ToString().Length).Append("Stage".Length).Max();
        yield return $"  {"Stage".PadRight(id)}  {"Built (UTC)",-16}  {"Took",6}  {"Size",10}  State";
        foreach (var stage in stages)
        {
            yield return $"  {stage.Stage.Id.ToString().PadRight(id)}  {stage.Built,-16}  {stage.Took,6}  {stage.Size,10}  {stage.State}";
            if (stage.Stage.Failure is { } failure)
            {
                yield return $"  {"".PadRight(id)}  failed last time: {failure}";
            }
        }
    }

    private static string Counts(IReadOnlyList<StageStanding> stages) =>
        string.Join(", ", stages.GroupBy(stage => stage.Group).Select(group => $"{group.Count()} {group.Key}"));
}
