namespace Selma.Core.Models.Language.Chat;

/// <summary>Spaces the beginnings of requests, and holds all of them back while the endpoint asks for a pause.</summary>
/// <param name="perMinute">Requests a minute; null: no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class RateLimit(double? perMinute, TimeProvider clock)
{
    private readonly TimeSpan _interval = perMinute is { } rate ? TimeSpan.FromMinutes(1) / rate : TimeSpan.Zero;
    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _turn = new();
    private TimeSpan _free; // since the start

    /// <summary>Waits for one's turn.</summary>
    public Task Turn(CancellationToken cancellation)
    {
        lock (_turn)
        {
            var now = clock.GetElapsedTime(_start);
            var turn = _free > now ? _free : now;
            _free = turn + _interval;
            return turn > now ? Task.Delay(turn - now, clock, cancellation) : Task.CompletedTask;
        }
    }

    /// <summary>Lets nobody begin for so long.</summary>
    public void Pause(TimeSpan time)
    {
        lock (_turn)
        {
            var end = clock.GetElapsedTime(_start) + time;
            _free = end > _free ? end : _free;
        }
    }
}
