namespace Selma.Tasks;

/// <summary>Lines that stay, above lines that are redrawn; without a terminal the latter appear every 30 s.</summary>
/// <param name="output">Where to write.</param>
/// <param name="isTerminal">Whether lines can be redrawn.</param>
/// <param name="width">Columns of the terminal.</param>
/// <param name="time">Tells when 30 s are over.</param>
internal sealed class Screen(TextWriter output, bool isTerminal, int width, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private long _lastPlain = time.GetTimestamp();
    private int _drawn;

    /// <summary>The console: a terminal unless it is redirected or dumb.</summary>
    public static Screen OfConsole()
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new(Console.Out, isTerminal, isTerminal ? Math.Max(40, Console.WindowWidth) : 0, TimeProvider.System);
    }

    /// <summary>Writes a line that stays.</summary>
    public void Write(string line, IEnumerable<string> running)
    {
        Clear();
        output.WriteLine(line);
        Draw(running);
        output.Flush();
    }

    /// <summary>Shows the running stages as they are now.</summary>
    public void Show(IEnumerable<string> running)
    {
        if (isTerminal)
        {
            Clear();
            Draw(running);
        }
        else if (time.GetElapsedTime(_lastPlain) >= Interval)
        {
            _lastPlain = time.GetTimestamp();
            foreach (var line in running)
            {
                output.WriteLine(line);
            }
        }

        output.Flush();
    }

    /// <summary>Removes the lines that are redrawn.</summary>
    public void Clear()
    {
        for (; _drawn > 0; _drawn--)
        {
            output.Write("\e[1A\e[2K"); // one line up, clear it
        }
    }

    private void Draw(IEnumerable<string> running)
    {
        foreach (var line in isTerminal ? running : [])
        {
            output.WriteLine(line.Length < width ? line : line[..(width - 1)]);
            _drawn++;
        }
    }
}
