namespace Selma.Build.Tests;

public static class LauncherTests
{
    [Theory]
    [InlineData(0, null, 0, 0)] // all is well
    [InlineData(1, null, 2, 2)] // MSBuild knows only 0 and 1; the logger knows more
    [InlineData(0, null, null, 1)] // MSBuild ends with 0 on SIGTERM, but without a result
    [InlineData(134, null, null, 134)] // it crashed
    [InlineData(1, 130, 1, 130)]
    [InlineData(0, 143, null, 143)]
    public static void The_exit_code_is_the_signal_then_the_result_then_failure(int child, int? stopped, int? result, int expected) =>
        Assert.Equal(expected, Launcher.ExitCode(child, stopped, result is { } code ? new RunResult(code, Ran: 1) : null));
}
