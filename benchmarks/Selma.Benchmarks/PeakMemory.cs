using System.Globalization;

namespace Selma.Benchmarks;

/// <summary>The largest resident set of this process, as Linux keeps it.</summary>
internal static class PeakMemory
{
    private const string ResetPeak = "5"; // proc(5), clear_refs

    /// <summary>Bytes at most while <paramref name="action"/> runs.</summary>
    public static long Of(Action action)
    {
        using (var file = new StreamWriter("/proc/self/clear_refs"))
        {
            file.Write(ResetPeak);
        }

        action();
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
