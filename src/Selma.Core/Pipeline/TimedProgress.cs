using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>How far a stage is, how fast, and how long it still takes; reported at most twice a second.</summary>
/// <param name="Progress">What the stage itself reports.</param>
/// <param name="PerSecond">Items a second since this run began, resumed items not counted; null until known.</param>
/// <param name="Left">The time that the rest takes at that rate; null until known.</param>
public readonly record struct TimedProgress(StageProgress Progress, double? PerSecond, TimeSpan? Left);
