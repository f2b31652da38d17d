namespace Selma.Core.Scores.Statistics;

/// <summary>An interval of the real line.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High);
