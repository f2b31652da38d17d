using CsCheck;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores.Statistics;

public static class BradleyTerryTests
{
    [Fact]
    public static void Two_models_differ_by_the_logarithm_of_their_odds()
    {
        var fit = BradleyTerry.Fit([[0, 241], [114, 0]]);
        Assert.Equal(Math.Log(241 / 114.0), Math.Log(fit.Strengths[0] / fit.Strengths[1]), 1e-8); // 0.749
        Assert.Equal(400 * Math.Log10(241 / 114.0), fit.Elo[0] - fit.Elo[1], 1e-5);
        Assert.Equal(0, fit.Elo.Sum(), 1e-9);
    }

    [Fact]
    public static void Ties_are_half_a_win_each_or_have_a_parameter()
    {
        double[][] wins = [[0, 241], [114, 0]], ties = [[0, 245], [245, 0]];
        var half = BradleyTerry.Fit(wins, ties);
        Assert.Equal((241 + 122.5) / (114 + 122.5), half.Strengths[0] / half.Strengths[1], 1e-8);
        var own = BradleyTerry.Fit(wins, ties, davidson: true);
        Assert.Equal(241 / 114.0, own.Strengths[0] / own.Strengths[1], 1e-7);
        Assert.Equal(245 / Math.Sqrt(241 * 114), own.Tie, 1e-7); // P(tie) : P(win) : P(lose) = nu sqrt(pq) : p : q
    }

    [Fact]
    public static void Who_wins_everything_gets_a_finite_strength() =>
        Assert.Equal(10.5 / 0.5, BradleyTerry.Fit([[0, 10], [0, 0]]).Strengths.Aggregate((a, b) => a / b), 1e-7);

    [Fact]
    public static void Votes_in_exact_proportion_give_the_strengths_back() => Gen.Double[0.2, 5].Array[3, 5].Sample(strengths =>
    {
        var wins = strengths.Select((a, i) => strengths.Select((b, j) => i == j ? 0 : 100 * a / (a + b)).ToArray()).ToArray();
        var fit = BradleyTerry.Fit(wins);
        var mean = Math.Exp(strengths.Average(Math.Log));
        Assert.All(strengths.Zip(fit.Strengths), pair => Assert.Equal(pair.First / mean, pair.Second, 1e-6));
    });

    [Fact]
    public static void Davidsons_proportions_give_strengths_and_ties_back() => Gen.Select(Gen.Double[0.5, 2].Array[3], Gen.Double[0.2, 2]).Sample((strengths, nu) =>
    {
        double Share(double mine, int i, int j) =>
            i == j ? 0 : mine / (strengths[i] + strengths[j] + (nu * Math.Sqrt(strengths[i] * strengths[j])));
        var wins = strengths.Select((a, i) => strengths.Select((_, j) => Share(a, i, j)).ToArray()).ToArray();
        var ties = strengths.Select((a, i) => strengths.Select((b, j) => Share(nu * Math.Sqrt(a * b), i, j)).ToArray()).ToArray();
        var fit = BradleyTerry.Fit(wins, ties, davidson: true);
        var mean = Math.Exp(strengths.Average(Math.Log));
        Assert.All(strengths.Zip(fit.Strengths), pair => Assert.Equal(pair.First / mean, pair.Second, 1e-5));
        Assert.Equal(nu, fit.Tie, 1e-5);
    });
}
