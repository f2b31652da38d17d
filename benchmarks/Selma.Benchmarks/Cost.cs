using System.Diagnostics;

namespace Selma.Benchmarks;

/// <summary>What a call takes: seconds on the clock, and seconds of processor time, which other work on the machine disturbs less.</summary>
internal readonly record struct Cost(double Clock, double Processor)
{
    /// <summary>The mean cost of as many calls as fill <paramref name="atLeast"/> seconds, one at least.</summary>
    public static Cost Of(Action action, double atLeast = 0)
    {
        var start = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var calls = 0;
        do
        {
            action();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < atLeast);
        return new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds) * (1.0 / calls);
    }

    public static Cost operator *(Cost cost, double factor) => new(cost.Clock * factor, cost.Processor * factor);
}
