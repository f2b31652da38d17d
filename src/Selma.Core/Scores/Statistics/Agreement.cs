namespace Selma.Core.Scores.Statistics;

/// <summary>How far several raters agree beyond chance: 1 fully, 0 as chance, below 0 less than chance.</summary>
public static class Agreement
{
    /// <summary>Krippendorff's alpha; raters may differ from unit to unit, and units with one rating do not count.</summary>
    /// <param name="units">The ratings of each unit, of a few different values.</param>
    /// <param name="level">What the numbers mean.</param>
    /// <returns>NaN where all ratings are equal, or no unit has two.</returns>
    /// <remarks>Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".</remarks>
    public static double Krippendorff(IReadOnlyList<IReadOnlyList<double>> units, AlphaLevel level)
    {
        var paired = units.Where(unit => unit.Count >= 2).ToArray();
        double[] values = [.. paired.SelectMany(unit => unit).Distinct().Order()];
        var together = Coincidences(paired, values);
        double[] counts = [.. together.Select(row => row.Sum())];
        var n = counts.Sum();
        double observed = 0, expected = 0;
        for (var c = 0; c < values.Length; c++)
        {
            for (var k = 0; k < values.Length; k++)
            {
                var distance = Distance(values, counts, c, k, level);
                observed += together[c][k] * distance;
                expected += counts[c] * counts[k] * distance;
            }
        }

        return expected == 0 ? double.NaN : 1 - ((n - 1) * observed / expected);
    }

    /// <summary>Fleiss' kappa.</summary>
    /// <param name="units">The ratings of each unit; all units have the same number of them, two or more.</param>
    /// <returns>NaN where all ratings are equal.</returns>
    /// <remarks>Source: Fleiss 1971.</remarks>
    public static double Fleiss(IReadOnlyList<IReadOnlyList<double>> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        var raters = units[0].Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(raters, 2);
        if (units.Any(unit => unit.Count != raters))
        {
            throw new ArgumentException("Every unit must have the same number of ratings.", nameof(units));
        }

        var byChance = units.SelectMany(unit => unit).CountBy(value => value).Sum(pair => Square(pair.Value / (double)(raters * units.Count)));
        var agreed = units.Average(unit => unit.CountBy(value => value).Sum(pair => pair.Value * (pair.Value - 1.0)) / (raters * (raters - 1)));
        return byChance == 1 ? double.NaN : (agreed - byChance) / (1 - byChance);
    }

    /// <summary>How often two values meet in one unit, a unit of m ratings counting as m.</summary>
    private static double[][] Coincidences(IReadOnlyList<double>[] units, double[] values)
    {
        var together = values.Select(_ => new double[values.Length]).ToArray();
        foreach (var unit in units)
        {
            int[] places = [.. unit.Select(value => Array.BinarySearch(values, value))];
            for (var i = 0; i < places.Length; i++)
            {
                for (var j = 0; j < places.Length; j++)
                {
                    together[places[i]][places[j]] += i == j ? 0 : 1.0 / (places.Length - 1);
                }
            }
        }

        return together;
    }

    private static double Distance(double[] values, double[] counts, int c, int k, AlphaLevel level) => level switch
    {
        AlphaLevel.Nominal => c == k ? 0 : 1,
        AlphaLevel.Interval => Square(values[c] - values[k]),
        _ => Square(counts[Math.Min(c, k)..(Math.Max(c, k) + 1)].Sum() - ((counts[c] + counts[k]) / 2)),
    };

    private static double Square(double x) => x * x;
}
