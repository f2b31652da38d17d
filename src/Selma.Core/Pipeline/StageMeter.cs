using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Gives a stage's progress a rate and a time left, and passes it on at most twice a second.</summary>
/// <param name="listener">Told the timed progress.</param>
/// <param name="remember">Told it once a second, for plans of a stopped stage.</param>
/// <param name="clock">The clock.</param>
internal sealed class StageMeter(IProgress<TimedProgress> listener, Action<StageProgress> remember, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(1);
    private readonly Lock _turn = new();
    private (long Time, int Done)? _first;
    private long? _reported;
    private long? _noted;

    /// <summary>The latest that the stage said; null while it has said nothing.</summary>
    public StageProgress? Latest { get; private set; }

    /// <summary>Items that were done when this run began.</summary>
    public int ResumedAt => _first?.Done ?? 0;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_turn)
        {
            var now = clock.GetTimestamp();
            _first ??= (now, value.Done);
            Latest = value;
            if (IsDue(_noted, now, BetweenNotes))
            {
                _noted = now;
                remember(value);
            }

            if (IsDue(_reported, now, BetweenReports) || value.Done == value.Total)
            {
                _reported = now;
                listener.Report(Time(value, now));
            }
        }
    }

    /// <summary>Remembers where the stage ended or stopped.</summary>
    public void Close()
    {
        lock (_turn)
        {
            if (Latest is { } latest)
            {
                remember(latest);
            }
        }
    }

    private bool IsDue(long? last, long now, TimeSpan pause) => last is null || clock.GetElapsedTime(last.Value, now) >= pause;

    private TimedProgress Time(StageProgress value, long now)
    {
        var (start, before) = _first!.Value;
        var seconds = clock.GetElapsedTime(start, now).TotalSeconds;
        return value.Done > before && seconds > 0
            ? new(value, (value.Done - before) / seconds, TimeSpan.FromSeconds((value.Total - value.Done) * seconds / (value.Done - before)))
            : new(value, null, null);
    }
}
