using CsCheck;
using Selma.Core.Numerics;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores.Statistics;

public static class BootstrapTests
{
    private static readonly Gen<double[]> Row = from n in Gen.Int[0, 3] from score in Gen.Int[0, 3] select (double[])[Math.Min(score, n), n, score / 3.0, 1];

    [Fact]
    public static void Resamples_are_the_draws_of_the_named_stream_added_in_order()
    {
        double[][] rows = [[1, 2, 0.1, 1], [0, 1, 0.7, 1], [3, 3, 0.3, 1]];
        var (micro, macro) = (new List<double>(), new List<double>());
        for (var b = 0; b < 50; b++)
        {
            var draws = new Draws(9, "test", b);
            var sum = new double[4];
            for (var i = 0; i < 3; i++)
            {
                var row = rows[draws.Next(3)];
                sum = [.. sum.Zip(row, (a, c) => a + c)];
            }

            micro.Add(sum[0] / sum[1]);
            macro.Add(sum[2] / sum[3]);
        }

        var bootstrap = Of(rows, 9, 50);
        Assert.Equal(micro.Order(), bootstrap.Sorted(new(0, 1)));
        Assert.Equal(macro.Order(), bootstrap.Sorted(new(2, 3)));
        Assert.Equal(micro.Zip(macro, (a, b) => a - b).Order(), bootstrap.Sorted(new(0, 1), new(2, 3)));
    }

    [Fact]
    public static void Resamples_without_a_question_of_a_kind_are_passed_over()
    {
        var sorted = Of([[1, 1], [0, 0]], 1, 200).Sorted(new(0, 1));
        Assert.InRange(sorted.Length, 120, 175); // 3 of 4 resamples hold the first unit
        Assert.All(sorted, value => Assert.Equal(1, value));
    }

    [Fact]
    public static void An_arm_against_itself_differs_by_nothing() => Row.Array[2, 20].Where(rows => rows.All(row => row[1] > 0)).Sample(rows =>
    {
        var sorted = Of([.. rows.Select(row => (double[])[.. row, .. row])], 3, 40).Sorted(new(0, 1), new(4, 5));
        return Bootstrap.Interval(sorted) == new Interval(0, 0) && Bootstrap.P(sorted) == 1;
    });

    [Fact]
    public static void Intervals_lie_within_the_units_and_hold_most_of_the_resamples() => Row.Array[2, 20].Sample(rows =>
    {
        var sorted = Of(rows, 5, 200).Sorted(new(2, 3));
        var (low, high) = Bootstrap.Interval(sorted);
        Assert.InRange(low, rows.Min(row => row[2]) - 1e-12, high);
        Assert.InRange(high, low, rows.Max(row => row[2]) + 1e-12);
        Assert.InRange(sorted.Count(value => value >= low && value <= high), 188, 200);
    });

    [Fact]
    public static void Its_spread_is_the_standard_error_of_the_mean()
    {
        var rows = Enumerable.Range(0, 100).Select(i => (double[])[i % 2, 1]).ToArray();
        var (low, high) = Bootstrap.Interval(Of(rows, 11, 4000).Sorted(new(0, 1)));
        Assert.Equal(2 * 1.96 * 0.05, high - low, 0.015); // sqrt(0.5 * 0.5 / 100)
    }

    [Theory]
    [InlineData(new[] { -1.0, 1, 2, 3 }, 0.5)] // one of four at or below 0
    [InlineData(new[] { 1.0, 2, 3, 4 }, 0.25)] // never below 1 / B
    [InlineData(new[] { 0.0, 0, 0, 1 }, 1.0)] // never above 1
    public static void P_is_twice_the_smaller_side(double[] sorted, double p) => Assert.Equal(p, Bootstrap.P(sorted));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.25, 1.75)] // at place 0.75
    [InlineData(1, 9)]
    public static void Percentiles_are_NumPys(double share, double value) => Assert.Equal(value, Bootstrap.Percentile([1, 2, 4, 9], share));

    [Fact]
    public static void It_can_be_stopped() => Assert.ThrowsAny<OperationCanceledException>(() =>
        Bootstrap.Of([[1, 1]], 1, "test", 10, new CancellationToken(canceled: true)));

    private static Bootstrap Of(double[][] rows, ulong seed, int resamples) => Bootstrap.Of(rows, seed, "test", resamples, TestContext.Current.CancellationToken);
}
