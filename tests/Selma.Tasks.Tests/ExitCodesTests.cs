namespace Selma.Tasks.Tests;

public static class ExitCodesTests
{
    [Theory]
    [InlineData("SELMA1004", 2)]
    [InlineData("SELMA1010", 2)]
    [InlineData("SELMA2101", 1)]
    [InlineData("SELMA2201", 5)]
    [InlineData("SELMA2202", 6)]
    [InlineData("SELMA2203", 1)]
    [InlineData("SELMA4001", 4)]
    [InlineData("SELMA4002", 4)]
    [InlineData("SELMA9001", 1)] // the front-end knows which signal it was
    [InlineData("SELMA9002", 70)]
    [InlineData("MSB4018", 1)]
    [InlineData(null, 1)]
    public static void Follow_from_the_first_error(string? code, int expected) => Assert.Equal(expected, ExitCodes.Of(code));
}
