namespace Selma.Core.Scores.Statistics;

/// <summary>A statistic that is a sum over units divided by another: a mean over questions, or over items.</summary>
/// <param name="Numerator">The column whose sum is divided.</param>
/// <param name="Denominator">The column whose sum divides.</param>
public readonly record struct Ratio(int Numerator, int Denominator)
{
    /// <summary>Its value.</summary>
    /// <param name="sums">A sum for each column.</param>
    /// <returns>NaN where the denominator is 0.</returns>
    public double Of(ReadOnlySpan<double> sums) => sums[Denominator] == 0 ? double.NaN : sums[Numerator] / sums[Denominator];
}
