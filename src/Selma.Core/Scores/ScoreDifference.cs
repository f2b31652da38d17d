namespace Selma.Core.Scores;

/// <summary>How much an arm is better than the base on the same prompts, -1..1, with its 95 % interval.</summary>
/// <param name="Difference">Arm minus base.</param>
/// <param name="Low">The 2.5th percentile over resampled prompts.</param>
/// <param name="High">The 97.5th percentile.</param>
/// <param name="P">Twice the smaller share of resamples at or beyond 0; at least one over the number of resamples, at most 1.</param>
public sealed record ScoreDifference(double Difference, double Low, double High, double P);
