using System.Diagnostics;
using System.Globalization;

namespace Selma.Benchmarks;

/// <summary>Repeated times of one variant, in seconds.</summary>
internal sealed class Timing(string name)
{
    private readonly List<double> _seconds = [];

    public bool IsMeasured => _seconds.Count > 0;

    public double Min => _seconds.Min();

    public double Median => _seconds.Order().ElementAt(_seconds.Count / 2);

    /// <summary>Seconds that the action takes: the mean of as many calls as fill <paramref name="atLeast"/> seconds, one at least.</summary>
    public static double Of(Action action, double atLeast = 0)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        do
        {
            action();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < atLeast);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    public void Add(double seconds) => _seconds.Add(seconds);

    /// <summary>One line: name, median, minimum, time per item and how many times longer it took than <paramref name="ours"/>.</summary>
    public void Print(long items, Timing ours) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-60} {Median,10:0.0000} s {Min,10:0.0000} s {Median / items * 1e9,10:0.00} ns {Median / ours.Median,9:0.0}x {Min / ours.Min,9:0.0}x"));

    /// <summary>The line above those of <see cref="Print"/>.</summary>
    public static void PrintHead(string item, string ours) =>
        Console.WriteLine($"{"",-60} {"median",12} {"min",12} {"per " + item,13} {"ratio to " + ours + ": median, min",22}");
}
