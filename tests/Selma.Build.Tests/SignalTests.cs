namespace Selma.Build.Tests;

/// <summary>Exit codes and signals of the front-end as a process.</summary>
public static class SignalTests
{
    private const int Hangup = 1, Interrupt = 2, User1 = 10, Terminate = 15;

    public static bool IsUnix => !OperatingSystem.IsWindows();

    [Theory(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    [InlineData("succeed", 0)]
    [InlineData("misconfigured", 2)]
    [InlineData("silent", 1)]
    [InlineData("crash", 134)]
    public static void The_exit_code_is_the_results(string fake, int expected)
    {
        using var frontEnd = new FrontEnd(fake);

        Assert.Equal(expected, frontEnd.ExitCode());
    }

    [Theory(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    [InlineData("succeed", true)]
    [InlineData("nothing", false)]
    public static void A_run_folder_stays_only_where_something_ran(string fake, bool stays)
    {
        using var frontEnd = new FrontEnd(fake);

        _ = frontEnd.ExitCode();
        Assert.Equal(stays, Directory.EnumerateDirectories(Path.Combine(frontEnd.Out, "tiny", "runs")).Any());
    }

    [Theory(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [InlineData(Hangup, 129)]
    [InlineData(User1, 75)]
    public static void A_signal_stops_the_child_and_shows_in_the_exit_code(int signal, int expected)
    {
        Assert.SkipWhen(signal == User1 && !OperatingSystem.IsLinux(), "SIGUSR1 has another number here.");
        using var frontEnd = new FrontEnd("work");
        frontEnd.WaitForWork();
        frontEnd.Send(signal);

        Assert.Equal(expected, frontEnd.ExitCode());
        Assert.True(frontEnd.IsQuiet());
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    public static void Where_SIGINT_is_ignored_from_the_start_the_stop_file_does_it()
    {
        using var frontEnd = new FrontEnd("work", "trap '' INT;");
        frontEnd.WaitForWork();
        frontEnd.Send(Terminate);

        Assert.Equal(143, frontEnd.ExitCode());
        Assert.True(frontEnd.IsQuiet());
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    public static void A_second_signal_kills_a_child_that_does_not_stop()
    {
        using var frontEnd = new FrontEnd("stubborn");
        frontEnd.WaitForWork();
        frontEnd.Send(Terminate);
        Thread.Sleep(300);
        frontEnd.Send(Terminate);

        Assert.Equal(143, frontEnd.ExitCode());
        Assert.True(frontEnd.IsQuiet());
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "The stand-in for MSBuild is a shell script.")]
    public static void After_the_grace_a_child_that_does_not_stop_is_killed()
    {
        using var frontEnd = new FrontEnd("stubborn", "", "--grace", "1");
        frontEnd.WaitForWork();
        frontEnd.Send(Interrupt);

        Assert.Equal(130, frontEnd.ExitCode());
        Assert.True(frontEnd.IsQuiet());
    }
}
