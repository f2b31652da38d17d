namespace Selma.Core.Scores.Statistics;

/// <summary>How far two measures of the same things go together, -1..1; NaN where one of them is the same for all.</summary>
public static class Correlation
{
    /// <summary>Pearson's product-moment correlation.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        RequirePairs(a, b);
        double meanA = a.Average(), meanB = b.Average();
        double both = 0, squareA = 0, squareB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            double x = a[i] - meanA, y = b[i] - meanB;
            both += x * y;
            squareA += x * x;
            squareB += y * y;
        }

        return IsConstant(a) || IsConstant(b) ? double.NaN : Math.Clamp(both / (Math.Sqrt(squareA) * Math.Sqrt(squareB)), -1, 1);
    }

    /// <summary>Spearman's rank correlation: Pearson's of the ranks, where ties share their mean rank.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Pearson(Ranks(a), Ranks(b));

    /// <summary>Kendall's tau-b: concordant minus discordant pairs, over the pairs that each measure tells apart.</summary>
    /// <remarks>Source: Kendall 1945. Time grows with the square of the number of pairs.</remarks>
    public static double Kendall(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        RequirePairs(a, b);
        long balance = 0, toldApartA = 0, toldApartB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                int x = a[i].CompareTo(a[j]), y = b[i].CompareTo(b[j]);
                balance += Math.Sign(x) * Math.Sign(y);
                toldApartA += x == 0 ? 0 : 1;
                toldApartB += y == 0 ? 0 : 1;
            }
        }

        return toldApartA == 0 || toldApartB == 0 ? double.NaN : Math.Clamp(balance / (Math.Sqrt(toldApartA) * Math.Sqrt(toldApartB)), -1, 1);
    }

    /// <summary>Ranks from 1; ties share their mean rank.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[values.Count];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && values[order[end]] == values[order[start]]; end++)
            {
            }

            foreach (var i in order.AsSpan(start..end))
            {
                ranks[i] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    private static bool IsConstant(IReadOnlyList<double> values) => values.All(value => value == values[0]);

    private static void RequirePairs(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Count, 2);
    }
}
