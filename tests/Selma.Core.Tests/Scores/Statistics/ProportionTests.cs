using CsCheck;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores.Statistics;

public static class ProportionTests
{
    [Theory]
    [InlineData(241, 355, 0.629, 0.725)] // the paper's Table 8, all votes
    [InlineData(35, 37, 0.823, 0.985)] // and COCO's
    [InlineData(0, 10, 0.0, 0.278)] // z^2 / (n + z^2) = 3.8415 / 13.8415
    public static void Wilson_matches_worked_values(int wins, int votes, double low, double high)
    {
        var interval = Proportion.Wilson(wins, votes);
        Assert.Equal((low, high), (Math.Round(interval.Low, 3), Math.Round(interval.High, 3)));
    }

    [Fact]
    public static void Wilson_holds_the_share_and_mirrors() => Gen.Int[1, 500].SelectMany(n => Gen.Select(Gen.Int[0, n], Gen.Const(n))).Sample((k, n) =>
    {
        var (one, other) = (Proportion.Wilson(k, n), Proportion.Wilson(n - k, n));
        var share = k / (double)n;
        return one.Low <= share + 1e-12 && share <= one.High + 1e-12 && Math.Abs(one.Low - (1 - other.High)) < 1e-12;
    });

    [Theory]
    [InlineData(5, 0, 0.0625)] // 2 / 2^5
    [InlineData(4, 1, 0.375)] // 2 (1 + 5) / 2^5
    [InlineData(3, 3, 1.0)]
    [InlineData(0, 0, 1.0)]
    public static void Sign_test_matches_values_worked_by_hand(int wins, int losses, double p) =>
        Assert.Equal(p, Proportion.SignTest(wins, losses), 1e-12);

    [Fact]
    public static void Sign_test_does_not_care_who_wins() => Gen.Select(Gen.Int[0, 400], Gen.Int[0, 400]).Sample((wins, losses) =>
        Math.Abs(Proportion.SignTest(wins, losses) - Proportion.SignTest(losses, wins)) < 1e-9 && Proportion.SignTest(wins, losses) is > 0 and <= 1);

    [Theory]
    [InlineData(0.55, 783)]
    [InlineData(0.60, 194)]
    [InlineData(0.65, 85)]
    [InlineData(0.68, 59)]
    [InlineData(0.70, 47)]
    [InlineData(0.75, 29)]
    [InlineData(0.80, 20)]
    public static void Votes_to_plan_for(double share, int votes) => Assert.Equal(votes, Proportion.DecisiveVotes(share));
}
