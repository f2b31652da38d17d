using System.Numerics;
using Selma.Core.Numerics;

namespace Selma.Core.Scores.Statistics;

/// <summary>
/// Bootstrap over units, prompts for instance: what each statistic would have been had other units been drawn. All statistics, also those of
/// two arms, see the same resamples: their differences are paired.
/// </summary>
/// <remarks>
/// Resample b holds as many units as there are, unit by unit <c>Draws(seed, stream, b).Next(units)</c>; sums are added in the order drawn, so
/// that every machine gets the same bits. Source: Efron and Tibshirani 1993, chapter 13 (percentile interval).
/// </remarks>
public sealed class Bootstrap
{
    private readonly double[][] _sums;

    private Bootstrap(double[][] sums) => _sums = sums;

    /// <summary>Draws the resamples.</summary>
    /// <param name="rows">A row for each unit, all of one length; columns are what statistics are made of.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="stream">Names the random numbers.</param>
    /// <param name="resamples">How many; 10,000 where results are reported.</param>
    /// <param name="cancellation">Stops between resamples.</param>
    public static Bootstrap Of(
        IReadOnlyList<double[]> rows, ulong seed, string stream, int resamples, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        var sums = new double[resamples][];
        _ = Parallel.For(0, resamples, new() { CancellationToken = cancellation }, b =>
        {
            var draws = new Draws(seed, stream, b);
            var sum = new double[rows[0].Length];
            for (var i = 0; i < rows.Count; i++)
            {
                Add(rows[draws.Next(rows.Count)], sum);
            }

            sums[b] = sum;
        });
        return new(sums);
    }

    /// <summary>A statistic in every resample in which it is defined, in ascending order.</summary>
    public double[] Sorted(Ratio ratio) => Sorted(sums => ratio.Of(sums));

    /// <summary>The difference of two statistics, likewise.</summary>
    public double[] Sorted(Ratio ratio, Ratio minus) => Sorted(sums => ratio.Of(sums) - minus.Of(sums));

    /// <summary>The central 95 % of a statistic: its 2.5th and 97.5th percentile.</summary>
    /// <param name="sorted">Values in ascending order; at least one.</param>
    public static Interval Interval(IReadOnlyList<double> sorted) => new(Percentile(sorted, 0.025), Percentile(sorted, 0.975));

    /// <summary>How unlikely a difference is if there were none, two-sided: twice the smaller share at or beyond 0.</summary>
    /// <param name="sorted">Values in ascending order; at least one.</param>
    /// <returns>At least 1 / their number, at most 1.</returns>
    public static double P(IReadOnlyList<double> sorted)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        double count = sorted.Count;
        var smaller = Math.Min(sorted.Count(value => value <= 0), sorted.Count(value => value >= 0));
        return Math.Clamp(2 * smaller / count, 1 / count, 1);
    }

    /// <summary>A percentile, linear between the two nearest values, as NumPy's default.</summary>
    /// <param name="sorted">Values in ascending order; at least one.</param>
    /// <param name="share">0..1</param>
    public static double Percentile(IReadOnlyList<double> sorted, double share)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        var place = share * (sorted.Count - 1);
        var low = (int)place;
        return low + 1 < sorted.Count ? sorted[low] + ((place - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }

    /// <summary>Lanes are independent, so their number does not change a bit of the result.</summary>
    private static void Add(double[] row, double[] sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sum, i) + new Vector<double>(row, i)).CopyTo(sum, i);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += row[i];
        }
    }

    private double[] Sorted(Func<double[], double> statistic)
    {
        double[] values = [.. _sums.Select(statistic).Where(double.IsFinite)];
        Array.Sort(values);
        return values;
    }
}
