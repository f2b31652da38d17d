namespace Selma.Core.Scores.Statistics;

/// <summary>Shares of independent yes/no outcomes, wins among decisive votes for instance.</summary>
public static class Proportion
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    public const double Z95 = 1.959963984540054;

    private const double Z80 = 0.8416212335729143; // the 80 % quantile: the power that studies are planned for
    private const double Slack = 1 + 1e-7; // two probabilities that differ by rounding alone are equal, as in R's binom.test

    /// <summary>Wilson's 95 % interval of a share.</summary>
    /// <param name="successes">0..<paramref name="trials"/></param>
    /// <param name="trials">At least 1.</param>
    /// <remarks>Source: Wilson 1927.</remarks>
    public static Interval Wilson(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        double n = trials;
        double share = successes / n, square = Z95 * Z95;
        var center = (share + (square / (2 * n))) / (1 + (square / n));
        var half = Z95 * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n))) / (1 + (square / n));
        return new(Math.Max(0, center - half), Math.Min(1, center + half));
    }

    /// <summary>The exact two-sided sign test: how unlikely such a result is if wins and losses are equally likely.</summary>
    /// <param name="wins">Units won; ties are left out.</param>
    /// <param name="losses">Units lost.</param>
    /// <returns>The sum of the probabilities that are no larger than that of the result; 1 without units.</returns>
    public static double SignTest(int wins, int losses)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        var trials = wins + losses;
        var logs = LogBinomials(trials);
        var limit = logs[wins] + Math.Log(Slack);
        var sum = logs.Where(log => log <= limit).Order().Sum(Math.Exp); // the smallest first, to lose none of them
        return Math.Min(1, sum);
    }

    /// <summary>How many decisive votes find a share with 80 % power in a two-sided test at 5 %.</summary>
    /// <param name="share">The true share, 0..1, not 0.5.</param>
    public static int DecisiveVotes(double share) =>
        (int)Math.Ceiling(Math.Pow(((Z95 * 0.5) + (Z80 * Math.Sqrt(share * (1 - share)))) / (share - 0.5), 2));

    /// <summary>The logarithms of C(n, k) / 2^n, k from 0 to n.</summary>
    private static double[] LogBinomials(int n)
    {
        var logs = new double[n + 1];
        var (sum, lost) = (-n * Math.Log(2), 0.0); // Kahan's sum: p-values are compared to a relative 1e-9
        logs[0] = sum;
        for (var k = 1; k <= n; k++)
        {
            var term = Math.Log((n - k + 1.0) / k) - lost;
            var next = sum + term;
            (lost, sum) = (next - sum - term, next);
            logs[k] = sum;
        }

        return logs;
    }
}
