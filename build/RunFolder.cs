using System.Globalization;
using System.Text.Json;

namespace Selma.Build;

/// <summary>The folder of one run: the stop file goes in, the logger's result comes out.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly bool _keep;

    private RunFolder(string path, bool keep)
    {
        Path = path;
        _keep = keep;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    private string Spare => System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"selma-{System.IO.Path.GetFileName(Path)}.json");

    /// <summary>A new folder under <c>runs</c> of the experiment; a temporary one for a mere plan, or where <c>out</c> cannot be written.</summary>
    public static RunFolder Create(string experimentOut, bool isPlan, TimeProvider time)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var id = $"{stamp}-{Guid.NewGuid().ToString("N")[..6]}";
        if (!isPlan)
        {
            try
            {
                var folder = System.IO.Path.Combine(experimentOut, "runs", id);
                _ = Directory.CreateDirectory(folder);
                return new(folder, keep: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The stage that wants to write says so, with what to do.
            }
        }

        return new(Directory.CreateTempSubdirectory("selma-run-").FullName, keep: false);
    }

    /// <summary>Asks every task of the run to stop; later ones will not begin.</summary>
    public void Stop()
    {
        try
        {
            File.Create(System.IO.Path.Combine(Path, "stop")).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The signal to MSBuild has to do.
        }
    }

    /// <summary>What the logger wrote last, there or, where the disk was full, in the temporary folder; null where it did not come to that.</summary>
    public RunResult? Result() => Read(System.IO.Path.Combine(Path, "result.json")) ?? Read(Spare);

    /// <summary>Removes the folder of a run in which nothing ran: it has nothing to tell.</summary>
    public void Dispose()
    {
        if (!_keep || Result() is { ExitCode: 0, Ran: 0 })
        {
            Directory.Delete(Path, recursive: true);
        }

        File.Delete(Spare);
    }

    private static RunResult? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return new(json.RootElement.GetProperty("exitCode").GetInt32(), json.RootElement.GetProperty("ran").GetInt32());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
