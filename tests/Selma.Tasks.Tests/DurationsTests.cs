namespace Selma.Tasks.Tests;

public static class DurationsTests
{
    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(40, "40 s")]
    [InlineData(89.5, "90 s")]
    [InlineData(90, "2 min")]
    [InlineData(360, "6 min")]
    [InlineData(5400, "1.5 h")]
    public static void Are_spoken_in_one_unit(double seconds, string expected) => Assert.Equal(expected, Durations.Spoken(seconds));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(2.4, "0:02")]
    [InlineData(760, "12:40")]
    [InlineData(3725, "1:02:05")]
    public static void Are_shown_as_a_clock(double seconds, string expected) => Assert.Equal(expected, Durations.Clock(seconds));
}
