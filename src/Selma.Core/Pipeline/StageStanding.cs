using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What lies there of a stage.</summary>
/// <param name="Stage">What a build would do about it.</param>
/// <param name="Last">The record of its newest result; null where there is none.</param>
internal sealed record StageStanding(PlannedStage Stage, StageRecord? Last)
{
    private const string Never = "never built";

    /// <summary>The state in a word or two, for counting.</summary>
    public string Group => Stage switch
    {
        { State: StageState.Clean or StageState.Stands } => "up to date",
        { State: StageState.Locked } => "being built elsewhere",
        { State: StageState.Resumable } => "resumable",
        _ when Last is null => Never,
        { State: StageState.Unknown } => "perhaps stale",
        _ => "stale",
    };

    /// <summary>The state with its reason.</summary>
    public string State => Stage.State switch
    {
        StageState.Locked => Stage.Reason,
        StageState.Resumable when Stage.Reason.StartsWith("at ", StringComparison.Ordinal) => $"resumable {Stage.Reason}",
        StageState.Resumable => $"begun, with nothing finished: {Stage.Reason}",
        StageState.Restorable => $"{Stale}; its result is in the store",
        StageState.Dirty => Stale,
        StageState.Unknown when Last is not null => $"{Group}: {Stage.Reason}",
        _ => Group,
    };

    /// <summary>When the newest result was begun, by UTC.</summary>
    public string Built => Last?.Provenance.Find("startedUtc") is string text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "-";

    /// <summary>How long the run that finished it took.</summary>
    public string Took => Last?.Provenance.Find("seconds") switch
    {
        double seconds => PlanText.Duration(seconds),
        long seconds => PlanText.Duration(seconds),
        _ => "-",
    };

    /// <summary>The size of its newest result.</summary>
    public string Size => Last is null ? "-" : DiskFault.Size(Last.TotalSize);

    private string Stale => Last is null ? Never : $"stale: {Stage.Changes}";
}
