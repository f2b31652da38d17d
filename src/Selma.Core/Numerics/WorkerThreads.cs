using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>Threads that run numbered items, each with one thread inside libtorch.</summary>
/// <remarks>They live as long as the object: libtorch keeps scratch memory for each thread that it meets.</remarks>
public sealed class WorkerThreads : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _finished = new(1);
    private volatile Round? _round;

    /// <summary>Starts the threads.</summary>
    public WorkerThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"selma-worker-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs <paramref name="item"/> for 0 to <paramref name="items"/> - 1 and returns when all have ended.</summary>
    /// <param name="items">How many.</param>
    /// <param name="item">Called on several threads at once; after a failure no further item starts.</param>
    /// <exception cref="Exception">The failure of the lowest item that failed.</exception>
    public void Run(int items, Action<int> item)
    {
        var round = new Round(items, item);
        _round = round;
        _finished.Reset(_threads.Length);
        _ = _start.Release(_threads.Length);
        _finished.Wait();
        round.Failure?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _round = null;
        _ = _start.Release(_threads.Length);
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
        _finished.Dispose();
    }

    private void Work()
    {
        set_num_threads(1);
        while (true)
        {
            _start.Wait();
            if (_round is not { } round)
            {
                return;
            }

            round.Work();
            _ = _finished.Signal(); // one for each release of the semaphore, whichever thread took it
        }
    }

    private sealed class Round(int items, Action<int> item)
    {
        private readonly Lock _lock = new();
        private int _next = -1;
        private int _failed = int.MaxValue;

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Work()
        {
            while (Failure is null && Interlocked.Increment(ref _next) is var index && index < items)
            {
                try
                {
                    item(index);
                }
                catch (Exception exception)
                {
                    Fail(index, exception);
                }
            }
        }

        private void Fail(int index, Exception exception)
        {
            lock (_lock)
            {
                if (index < _failed)
                {
                    _failed = index;
                    Failure = ExceptionDispatchInfo.Capture(exception);
                }
            }
        }
    }
}
