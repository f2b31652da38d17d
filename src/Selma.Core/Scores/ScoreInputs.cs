namespace Selma.Core.Scores;

/// <summary>What is scored.</summary>
/// <param name="Arm">The model that drew: <c>base</c>, <c>expert-coco</c>, <c>merged</c>.</param>
/// <param name="Benchmark">The benchmark's name, which the score file gets.</param>
/// <param name="BenchmarkFile">The benchmark in DSG's columns.</param>
/// <param name="Samples">The folder of the arm's images: <c>&lt;item id&gt;.png</c> or <c>&lt;item id&gt;-&lt;k&gt;.png</c>, and <c>metadata.jsonl</c>.</param>
/// <param name="BaseScores">The base's score file on the same benchmark; null for the base.</param>
public sealed record ScoreInputs(string Arm, string Benchmark, string BenchmarkFile, string Samples, string? BaseScores = null);
