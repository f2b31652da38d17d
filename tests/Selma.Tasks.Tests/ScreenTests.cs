namespace Selma.Tasks.Tests;

public static class ScreenTests
{
    private const string Up = "\e[1A\e[2K";

    [Fact]
    public static void On_a_terminal_running_lines_are_redrawn_below_those_that_stay()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, isTerminal: true, width: 80, new Clock());
        screen.Show(["[a] 1/9"]);
        screen.Show(["[a] 2/9"]);
        screen.Write("warning", ["[a] 2/9"]);
        screen.Clear();

        Assert.Equal($"[a] 1/9\n{Up}[a] 2/9\n{Up}warning\n[a] 2/9\n{Up}", output.ToString());
    }

    [Fact]
    public static void A_line_wider_than_the_terminal_is_cut_so_that_it_stays_one_line()
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Screen(output, isTerminal: true, width: 6, new Clock()).Show(["123456789"]);

        Assert.Equal("12345\n", output.ToString());
    }

    [Fact]
    public static void Elsewhere_a_running_line_appears_every_30_seconds()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var clock = new Clock();
        var screen = new Screen(output, isTerminal: false, width: 0, clock);
        for (var second = 1; second <= 61; second++)
        {
            clock.Seconds = second;
            screen.Show([$"[a] {second}/61"]);
        }

        Assert.Equal("[a] 30/61\n[a] 60/61\n", output.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
