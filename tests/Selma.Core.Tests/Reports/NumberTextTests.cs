using Selma.Core.Reports;

namespace Selma.Core.Tests.Reports;

public static class NumberTextTests
{
    [Theory]
    [InlineData(0.8134, "+81.3")]
    [InlineData(-0.0321, "−3.2")]
    [InlineData(0.0001, "0.0")]
    [InlineData(-0.0001, "0.0")]
    public static void Differences_have_a_sign_unless_they_round_to_zero(double difference, string text) => Assert.Equal(text, NumberText.Points(difference));

    [Theory]
    [InlineData(3.24, "3.2 s")]
    [InlineData(41.2, "41 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7503, "2 h 05 min")]
    public static void Durations_are_as_long_as_needed(double seconds, string text) => Assert.Equal(text, NumberText.Duration(seconds));

    [Theory]
    [InlineData(0.0001, "p < 0.001")]
    [InlineData(0.0124, "p = 0.012")]
    public static void Small_probabilities_are_bounded(double p, string text) => Assert.Equal(text, NumberText.P(p));
}
