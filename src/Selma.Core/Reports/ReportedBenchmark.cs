namespace Selma.Core.Reports;

/// <summary>What an arm drew for a benchmark, and how that was scored.</summary>
/// <param name="ScoreFile"><c>6-scores/&lt;arm&gt;/&lt;benchmark&gt;.json</c></param>
/// <param name="Samples"><c>5-samples/&lt;arm&gt;/&lt;benchmark&gt;</c>, the folder of the images that the score file names.</param>
public sealed record ReportedBenchmark(string ScoreFile, string Samples);
