using System.Globalization;
using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>What tasks tell <see cref="SelmaLogger"/>: messages with fields, hidden from other loggers by their low importance.</summary>
internal static class StageEvents
{
    /// <summary>Types of these messages.</summary>
    public const string ProgressType = "SELMAPROGRESS", StartedType = "SELMASTARTED", FinishedType = "SELMAFINISHED", PlannedType = "SELMAPLANNED";

    /// <summary>Whether a message is one of these.</summary>
    public static bool IsOurs(string? type) => type is ProgressType or StartedType or FinishedType or PlannedType;

    /// <summary>A plan was made: the state of each of its stages, unless it is only to be shown.</summary>
    public static BuildMessageEventArgs Planned(BuildPlan plan, bool isShown) => Message(
        PlannedType,
        $"{plan.Experiment}: {plan.Stages.Count} stages planned",
        isShown ? [] : plan.Stages.Select(stage => (stage.Id.ToString(), (string?)stage.State.ToString())));

    /// <summary>A plan was recalled: all of these are up to date.</summary>
    public static BuildMessageEventArgs UpToDate(IReadOnlyList<string> stages) => Message(
        PlannedType, $"{stages.Count} stages are up to date", stages.Select(stage => (stage, (string?)nameof(StageState.Clean))));

    /// <summary>A stage began.</summary>
    public static BuildMessageEventArgs Started(StageId id) => Message(StartedType, $"{id} began", [("id", id.ToString())]);

    /// <summary>A stage is so far.</summary>
    public static BuildMessageEventArgs Progress(StageId id, TimedProgress value) => Message(
        ProgressType,
        $"{id}: {value.Progress.Done}/{value.Progress.Total} {value.Progress.Unit}",
        [
            ("id", id.ToString()),
            ("done", Text(value.Progress.Done)),
            ("total", Text(value.Progress.Total)),
            ("unit", value.Progress.Unit),
            ("loss", Text(value.Progress.Loss)),
            ("perSecond", Text(value.PerSecond)),
            ("secondsLeft", Text(value.Left?.TotalSeconds)),
        ]);

    /// <summary>A stage ended well.</summary>
    public static BuildMessageEventArgs Finished(StageOutcome outcome) => Message(
        FinishedType,
        $"{outcome.Id}: {outcome.Action}",
        [
            ("id", outcome.Id.ToString()),
            ("action", outcome.Action.ToString()),
            ("key", outcome.Key),
            ("outputDigest", outcome.OutputDigest),
            ("seconds", Text(outcome.Seconds)),
        ]);

    private static ExtendedBuildMessageEventArgs Message(string type, string text, IEnumerable<(string Name, string? Value)> fields) =>
        new(type, text, null, "Selma", MessageImportance.Low)
        {
            ExtendedMetadata = fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value),
        };

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
