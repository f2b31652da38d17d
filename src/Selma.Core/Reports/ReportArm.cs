namespace Selma.Core.Reports;

/// <summary>A model that was scored.</summary>
/// <param name="Name">Its name in folders: <c>base</c>, <c>expert-coco</c>, <c>joint-5</c>, <c>merged</c>.</param>
/// <param name="Kind">How it came to be.</param>
/// <param name="Skills">The skills that it learned, in the experiment's order; none for the base.</param>
/// <param name="Benchmarks">Its scores, a file a benchmark; the first benchmark is the one that the summary speaks of.</param>
public sealed record ReportArm(string Name, ArmKind Kind, IReadOnlyList<string> Skills, IReadOnlyList<ReportedBenchmark> Benchmarks);
