using System.Globalization;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary>A run in a line.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c>, <c>stopped</c>, or <c>running</c> of one whose end was not told; null: an older run.</param>
/// <param name="Seconds">Wall time; null where the end was not told.</param>
/// <param name="Command">Targets and options, as typed.</param>
/// <param name="Actions">How many stages it ran, restored and so on, by the word for it.</param>
internal sealed record RunSummary(string Id, string? Outcome, double? Seconds, string Command, IReadOnlyList<(string Action, int Stages)> Actions)
{
    private const string Skipped = "skipped";

    /// <summary>The newest run of an experiment that left a readable <c>run.json</c>; null where there is none.</summary>
    /// <param name="experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
    public static RunSummary? Latest(string experiment)
    {
        var runs = Path.Combine(experiment, RunFolders.Name);
        return !Directory.Exists(runs) ? null : Directory.EnumerateDirectories(runs)
            .OrderByDescending(run => Path.GetFileName(run), StringComparer.Ordinal).Select(Read).OfType<RunSummary>().FirstOrDefault();
    }

    /// <summary>Reads a run's folder; null where it holds no readable <c>run.json</c>.</summary>
    public static RunSummary? Read(string folder)
    {
        var path = Path.Combine(folder, RunRecord.FileName);
        try
        {
            return File.Exists(path) && KeyJson.Read(File.ReadAllBytes(path)) is KeyMap map ? Of(Path.GetFileName(folder), map) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The line: <c>20261124T095204Z-2b93ff (Merge --skill coco): succeeded in 0:51; 4 run</c>.</summary>
    public override string ToString()
    {
        var command = Command.Length > 0 ? $" ({Command})" : "";
        var time = Seconds is { } seconds ? $" in {Clock(seconds)}" : "";
        var outcome = Outcome is "running" ? "began and did not tell of its end: it is running, or was killed" : (Outcome ?? "ended") + time;
        var actions = string.Join(", ", Actions.Select(action => $"{action.Stages} {action.Action}"));
        return $"{Id}{command}: {outcome}{(actions.Length > 0 ? "; " : "")}{actions}";
    }

    private static RunSummary Of(string id, KeyMap map) => new(
        id,
        map.Find("outcome") as string,
        map.Find("seconds") switch { double seconds => seconds, long seconds => seconds, _ => null },
        string.Join(' ', (map.Find("command") as List<object?> ?? []).OfType<string>()),
        [
            .. (map.Find("stages") as List<object?> ?? []).OfType<KeyMap>().Select(stage => stage.Find("action")).OfType<string>()
                .Where(action => action != Skipped).GroupBy(action => action).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Count())),
        ]);

    private static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
