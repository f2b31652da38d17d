using CsCheck;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Tests.Scores.Statistics;

public static class AgreementTests
{
    private const double Win = 1, Tie = 0, Lose = -1;
    private static readonly double[][] Votes = [[Win, Win, Win], [Win, Win, Tie], [Lose, Tie, Lose], [Win, Lose, Tie]];

    private static readonly Gen<double[][]> Ratings =
        Gen.Int[0, 4].Select(x => (double)x).Array[3].Array[2, 12].Where(units => units.SelectMany(unit => unit).Distinct().Count() > 1);

    [Theory]
    [InlineData(AlphaLevel.Nominal, 1 - (7 / 12.0 / ((144 - 54) / (12.0 * 11))))]
    [InlineData(AlphaLevel.Ordinal, 0.45679)]
    [InlineData(AlphaLevel.Interval, 0.44444)]
    public static void Krippendorffs_alpha_matches_worked_values(AlphaLevel level, double expected) =>
        Assert.Equal(expected, Agreement.Krippendorff(Votes, level), 5e-6);

    [Fact]
    public static void Fleiss_kappa_matches_a_worked_value() =>
        Assert.Equal((0.416666666666667 - 0.375) / (1 - 0.375), Agreement.Fleiss(Votes), 1e-12);

    [Fact]
    public static void Full_agreement_is_one_and_units_of_one_rating_do_not_count()
    {
        double[][] same = [[1, 1], [2, 2, 2], [5]];
        Assert.All(Enum.GetValues<AlphaLevel>(), level => Assert.Equal(1, Agreement.Krippendorff(same, level)));
        Assert.Equal(1, Agreement.Fleiss([[1, 1], [2, 2]]));
    }

    [Fact]
    public static void It_is_undefined_where_all_ratings_are_equal()
    {
        Assert.Equal(double.NaN, Agreement.Krippendorff([[1, 1], [1, 1]], AlphaLevel.Nominal));
        Assert.Equal(double.NaN, Agreement.Fleiss([[1, 1], [1, 1]]));
        Assert.Equal(double.NaN, Agreement.Krippendorff([[1], [2]], AlphaLevel.Interval));
    }

    [Fact]
    public static void Order_of_units_and_raters_does_not_matter() => Ratings.Sample(units =>
    {
        double[][] turned = [.. units.Reverse().Select(unit => unit.Reverse().ToArray())];
        Assert.All(Enum.GetValues<AlphaLevel>(), level => Assert.Equal(Agreement.Krippendorff(units, level), Agreement.Krippendorff(turned, level), 1e-9));
        Assert.Equal(Agreement.Fleiss(units), Agreement.Fleiss(turned), 1e-9);
    });

    [Fact]
    public static void Interval_alpha_ignores_the_scales_unit_and_nominal_alpha_the_names() => Ratings.Sample(units =>
    {
        Assert.Equal(
            Agreement.Krippendorff(units, AlphaLevel.Interval),
            Agreement.Krippendorff([.. units.Select(unit => unit.Select(x => 3 - (2 * x)).ToArray())], AlphaLevel.Interval), 1e-9);
        Assert.Equal(
            Agreement.Krippendorff(units, AlphaLevel.Nominal),
            Agreement.Krippendorff([.. units.Select(unit => unit.Select(x => (x + 2) % 5).ToArray())], AlphaLevel.Nominal), 1e-9);
    });
}
