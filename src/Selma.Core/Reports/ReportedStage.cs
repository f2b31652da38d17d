namespace Selma.Core.Reports;

/// <summary>A stage that led to what is reported.</summary>
/// <param name="Id"><c>coco/images</c>, <c>merge</c>, <c>merged/samples</c>.</param>
/// <param name="Record">Its record, the file <c>.done</c>: durations, versions and machine are told from it.</param>
/// <param name="Action">What this build did: <c>ran</c>, <c>restored</c> (from the store) or <c>up to date</c>; null where that is not known.</param>
public sealed record ReportedStage(string Id, string Record, string? Action = null);
