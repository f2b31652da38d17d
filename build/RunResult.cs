namespace Selma.Build;

/// <summary>How a run ended, in its logger's words.</summary>
/// <param name="ExitCode">0, or why not.</param>
/// <param name="Ran">Stages that ran.</param>
internal sealed record RunResult(int ExitCode, int Ran);
