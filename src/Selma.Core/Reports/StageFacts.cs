using Selma.Core.Artifacts;

namespace Selma.Core.Reports;

/// <summary>A stage that ran, from its record.</summary>
/// <param name="Id">The stage.</param>
/// <param name="Action">What this build did about it; null where that is not known.</param>
/// <param name="Record">The record.</param>
internal sealed record StageFacts(string Id, string? Action, StageRecord Record)
{
    /// <summary>Reads a stage's record; null where there is none.</summary>
    public static StageFacts? Read(ReportedStage stage) =>
        StageRecord.Read(stage.Record) is { } record ? new(stage.Id, stage.Action, record) : null;

    /// <summary>A fact of how the result was made: <c>seconds</c>, <c>device</c>, <c>torch</c>; null where the record has none.</summary>
    public object? Made(string name) => Record.Provenance.Find(name);

    /// <summary>How long the run that finished it took.</summary>
    public double? Seconds => Made("seconds") switch
    {
        double number => number,
        long number => number,
        _ => null,
    };
}
