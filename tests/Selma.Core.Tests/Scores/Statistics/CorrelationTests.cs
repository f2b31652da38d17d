using CsCheck;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores.Statistics;

public static class CorrelationTests
{
    private static readonly Gen<(double[] A, double[] B)> Pairs =
        Gen.Int[2, 30].SelectMany(n => Gen.Select(Gen.Int[0, 5].Select(x => (double)x).Array[n], Gen.Int[0, 5].Select(x => (double)x).Array[n]));

    [Fact]
    public static void Ties_share_their_mean_rank() => Assert.Equal([1, 3.5, 3.5, 2, 5], Correlation.Ranks([0.1, 3, 3, 2, 9]));

    [Fact]
    public static void Values_worked_by_hand()
    {
        double[] a = [1, 2, 2, 4], b = [1, 3, 2, 2];
        Assert.Equal(1 / Math.Sqrt(4.75 * 2), Correlation.Pearson(a, b), 1e-12); // means 9/4 and 2: products 1.25 - 0.25
        Assert.Equal(Correlation.Pearson([1, 2.5, 2.5, 4], [1, 4, 2.5, 2.5]), Correlation.Spearman(a, b), 1e-12);
        Assert.Equal(2 / 5.0, Correlation.Kendall(a, b), 1e-12); // 3 concordant, 1 discordant, one tie each way: n0 - 1 = 5 on both sides
    }

    [Fact]
    public static void Laws() => Pairs.Sample(pair =>
    {
        var (a, b) = pair;
        foreach (var measure in new Func<IReadOnlyList<double>, IReadOnlyList<double>, double>[] { Correlation.Pearson, Correlation.Spearman, Correlation.Kendall })
        {
            var value = measure(a, b);
            if (double.IsNaN(value))
            {
                Assert.True(a.Distinct().Count() == 1 || b.Distinct().Count() == 1);
                continue;
            }

            Assert.InRange(value, -1, 1);
            Assert.Equal(value, measure(b, a), 1e-12);
            Assert.Equal(-value, measure(a, [.. b.Select(x => 3 - (2 * x))]), 1e-12); // a falling scale
            Assert.Equal(1, measure(a, a), 1e-12);
        }
    });

    [Fact]
    public static void Only_the_order_matters_to_ranks() => Pairs.Sample(pair =>
    {
        var (a, b) = pair;
        double[] bent = [.. a.Select(Math.Exp)];
        Assert.Equal(Correlation.Spearman(a, b), Correlation.Spearman(bent, b), 1e-12);
        Assert.Equal(Correlation.Kendall(a, b), Correlation.Kendall(bent, b), 1e-12);
    });
}
