using System.Globalization;

namespace Selma.Core.Artifacts;

/// <summary>
/// The store as a whole: every stage that is brought up to date holds it beside others, pruning holds it alone. So nothing is swept that a
/// stage is about to read or to name in its record.
/// </summary>
internal static class StoreLock
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits until nobody prunes, and keeps pruning out until the result is disposed of.</summary>
    /// <remarks>Parameters and errors are those of <see cref="Take"/>.</remarks>
    public static Task<FileStream> Share(string path, TimeSpan? timeout, Action<string> waiting, TimeProvider clock, CancellationToken cancellation) =>
        Take(() => FileLock.TryShare(path), "The store is being pruned by another process", timeout, waiting, clock, cancellation);

    /// <summary>Waits until no stage is being brought up to date, and keeps stages out until the result is disposed of.</summary>
    /// <remarks>Parameters and errors are those of <see cref="Take"/>.</remarks>
    public static Task<FileStream> TakeAlone(string path, TimeSpan? timeout, Action<string> waiting, TimeProvider clock, CancellationToken cancellation) =>
        Take(() => FileLock.TryTake(path), "The store is in use by another build", timeout, waiting, clock, cancellation);

    /// <summary>Tries again with growing pauses.</summary>
    /// <param name="take">Takes the lock; null where others are in the way.</param>
    /// <param name="holder">What is in the way.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="waiting">Told once, after a second, what is in the way.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SelmaException">SELMA4002: others still have it after <paramref name="timeout"/>; SELMA0021: locks are off.</exception>
    private static async Task<FileStream> Take(
        Func<FileStream?> take, string holder, TimeSpan? timeout, Action<string> waiting, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var told = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellation.ThrowIfCancellationRequested();
            if (take() is { } file)
            {
                return file;
            }

            var waited = clock.GetElapsedTime(start);
            if (waited >= timeout)
            {
                var seconds = string.Create(CultureInfo.InvariantCulture, $"{waited.TotalSeconds:0.#} s");
                throw new SelmaException("SELMA4002", $"{holder}; it still was after {seconds}. Run again later, or raise the lock timeout.");
            }

            if (!told && waited >= Patience)
            {
                told = true;
                waiting($"{holder}; waiting.");
            }

            var left = timeout is { } limit ? limit - waited : pause;
            await Task.Delay(left < pause ? left : pause, clock, cancellation).ConfigureAwait(false);
        }
    }
}
