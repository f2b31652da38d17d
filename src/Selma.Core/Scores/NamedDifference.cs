namespace Selma.Core.Scores;

/// <summary>How much an arm is better than the base in one category or source, by <c>dsg_micro</c>.</summary>
/// <param name="Name">The category or source.</param>
/// <param name="Difference">Arm minus base, -1..1.</param>
/// <param name="Low">The 2.5th percentile over resampled prompts.</param>
/// <param name="High">The 97.5th percentile.</param>
/// <param name="P">As <see cref="ScoreDifference.P"/>.</param>
public sealed record NamedDifference(string Name, double Difference, double Low, double High, double P);
