namespace Selma.Core.Pipeline;

/// <summary>How a run ended, for <c>run.json</c>.</summary>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="ExitCode">The code that the front-end ends with.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Stages">What was done about stages: their ids, <c>run</c>, <c>restored</c>, <c>skipped</c>, <c>failed</c> or <c>stopped</c>, and seconds.</param>
public sealed record RunEnd(string Outcome, int ExitCode, double Seconds, IReadOnlyList<(string Id, string Action, double? Seconds)> Stages);
