namespace Selma.Core.Reports.Plots;

/// <summary>A value with its interval, in the units of the axis.</summary>
/// <param name="Value">Where the bar ends.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record Bar(double Value, double Low, double High);
