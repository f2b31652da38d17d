namespace Selma.Core.Scores.Statistics;

/// <summary>What the numbers of ratings mean.</summary>
public enum AlphaLevel
{
    /// <summary>Names: two ratings agree or do not.</summary>
    Nominal,

    /// <summary>An order: a disagreement weighs as much as there are ratings between.</summary>
    Ordinal,

    /// <summary>A scale: a disagreement weighs its square.</summary>
    Interval,
}
