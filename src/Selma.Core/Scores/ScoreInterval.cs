namespace Selma.Core.Scores;

/// <summary>A score, 0..1, and its 95 % interval.</summary>
/// <param name="Value">The score on the prompts as they are.</param>
/// <param name="Low">The 2.5th percentile over resampled prompts.</param>
/// <param name="High">The 97.5th percentile.</param>
public sealed record ScoreInterval(double Value, double Low, double High);
