namespace Selma.Tasks;

/// <summary>Watches for the file <c>stop</c> in a run's folder while a task runs: the way to stop that works where signals do not.</summary>
internal sealed class StopFile : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly Timer? _timer;

    /// <summary>Cancels at once where the file is there already, so that nothing new begins.</summary>
    public StopFile(string? runFolder, CancellationTokenSource cancellation)
    {
        if (runFolder is null)
        {
            return;
        }

        var file = PathIn(runFolder);
        if (File.Exists(file))
        {
            cancellation.Cancel();
            return;
        }

        _timer = new Timer(_ => CancelIf(file, cancellation), null, Interval, Interval);
    }

    /// <summary>Stops the run.</summary>
    public static void Create(string? runFolder)
    {
        if (Directory.Exists(runFolder))
        {
            File.Create(PathIn(runFolder)).Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (_timer?.Dispose(ended) == true)
        {
            _ = ended.WaitOne(); // no tick may meet a disposed cancellation source
        }
    }

    private static void CancelIf(string file, CancellationTokenSource cancellation)
    {
        if (File.Exists(file))
        {
            cancellation.Cancel();
        }
    }

    private static string PathIn(string runFolder) => Path.Combine(runFolder, "stop");
}
