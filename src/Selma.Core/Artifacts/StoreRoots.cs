using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>The folders of results that build with a store, so that pruning from one of them keeps what the others show.</summary>
/// <param name="store">The store's folder, with <c>roots</c>.</param>
/// <param name="results">The folder of this build's results, <c>out</c>.</param>
/// <param name="clock">The clock.</param>
internal sealed class StoreRoots(string store, string results, TimeProvider clock)
{
    private static readonly TimeSpan Gone = TimeSpan.FromDays(30);
    private bool _isRegistered;

    private string Folder => Path.Combine(store, "roots");

    private string Own => Path.Combine(Folder, $"{Digest.OfValue(results)[..16]}.json");

    /// <summary>Notes that this folder builds with the store, once; the file's time is that of the last build.</summary>
    public void Register()
    {
        if (_isRegistered)
        {
            return;
        }

        _isRegistered = true;
        try
        {
            if (!File.Exists(Own))
            {
                AtomicFile.WriteBytes(Own, KeyJson.Write(new KeyMap { { "out", results } }));
            }

            File.SetLastWriteTimeUtc(Own, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The stage that writes into the store says what is wrong with it.
        }
    }

    /// <summary>The folders that are there, this one among them, without those that lie in another.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<string> All()
    {
        string[] folders = [.. Files().Select(Read).OfType<string>().Append(results).Where(Directory.Exists).Distinct().Order(StringComparer.Ordinal)];
        return [.. folders.Where(folder => !folders.Any(outer => folder.StartsWith(outer + Path.DirectorySeparatorChar, StringComparison.Ordinal)))];
    }

    /// <summary>The files of folders that are gone and have not built for 30 days.</summary>
    public IReadOnlyList<FileInfo> Forgotten()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return [.. Files().Select(file => new FileInfo(file)).Where(file => now - file.LastWriteTimeUtc > Gone && !Directory.Exists(Read(file.FullName)))];
    }

    private string[] Files() => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.json") : [];

    private static string? Read(string file)
    {
        try
        {
            return (KeyJson.Read(File.ReadAllBytes(file)) as KeyMap)?.Find("out") as string;
        }
        catch (JsonException)
        {
            return null; // half-written; its folder's next build writes it anew
        }
    }
}
