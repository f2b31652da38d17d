namespace Selma.Build.Tests;

public static class DurationTests
{
    [Theory]
    [InlineData("30", 30)]
    [InlineData("30s", 30)]
    [InlineData("10m", 600)]
    [InlineData("30d", 2592000)]
    [InlineData("2h", 7200)]
    [InlineData("0", 0)]
    public static void Reads_seconds_minutes_hours_and_days(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-5")]
    [InlineData("1.5h")]
    [InlineData("5w")]
    public static void Refuses_anything_else(string? text) => Assert.Null(Duration.Parse(text));
}
