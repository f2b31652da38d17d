using System.Globalization;
using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>The exclusive right to build one key, with a note beside it that says who has it.</summary>
internal sealed class BuildLock : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly FileStream _file;

    private BuildLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock and takes it.</summary>
    /// <param name="path">The lock file; the note is <c>.owner.json</c> in place of <c>.lock</c>.</param>
    /// <param name="stage">The stage, for the note and for messages: <c>coco/images</c>.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="waiting">Told once, after a second, who has the lock.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SelmaException">SELMA4001: somebody else still has it after <paramref name="timeout"/>; SELMA0021: locks are off.</exception>
    public static async Task<BuildLock> Take(
        string path, string stage, TimeSpan? timeout, Action<string> waiting, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var told = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryTake(path) is { } file)
            {
                WriteNote(path, stage, clock);
                return new(file);
            }

            var waited = clock.GetElapsedTime(start);
            if (waited >= timeout)
            {
                throw new SelmaException(
                    "SELMA4001", $"{stage} is {Holder(path)}; it still was after {Seconds(waited)}. Run again later, or raise the lock timeout.");
            }

            if (!told && waited >= Patience)
            {
                told = true;
                waiting($"{stage} is {Holder(path)}; waiting.");
            }

            var left = timeout is { } limit ? limit - waited : pause;
            await Task.Delay(left < pause ? left : pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Who builds, as a plan says it: <c>being built by pid 812 since 14:02:10</c>.</summary>
    public static string Holder(string path)
    {
        try
        {
            using var note = JsonDocument.Parse(File.ReadAllBytes(Note(path)));
            var started = note.RootElement.GetProperty("startedUtc").GetDateTime().ToUniversalTime();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"being built by pid {note.RootElement.GetProperty("pid").GetInt32()} on {note.RootElement.GetProperty("host").GetString()} since {started:HH:mm:ss} UTC");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or FormatException)
        {
            return "being built by another process";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Note(string path) => Path.ChangeExtension(path, ".owner.json");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private static void WriteNote(string path, string stage, TimeProvider clock)
    {
        try
        {
            AtomicFile.WriteBytes(Note(path), KeyJson.Write(KeyTree.Of(new Dictionary<string, object?>
            {
                ["pid"] = Environment.ProcessId,
                ["host"] = Environment.MachineName,
                ["startedUtc"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["stage"] = stage,
            })));
        }
        catch (IOException)
        {
            // The note is for people only; a full disk shows where it matters.
        }
    }
}
