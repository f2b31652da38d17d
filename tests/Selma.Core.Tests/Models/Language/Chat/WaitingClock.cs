namespace Selma.Core.Tests.Models.Language.Chat;

/// <summary>A clock that remembers how long it was asked to wait, waits for nothing, and stands still otherwise.</summary>
internal sealed class WaitingClock : TimeProvider
{
    private readonly Lock _turn = new();
    private readonly List<TimeSpan> _waits = [];
    private long _now;

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_turn)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_turn)
        {
            _waits.Add(dueTime);
        }

        _ = Interlocked.Add(ref _now, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
