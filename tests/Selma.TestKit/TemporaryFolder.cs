namespace Selma.TestKit;

/// <summary>A folder that lasts as long as a test; in memory where the system offers it, since atomic writes wait for a disk.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>The folder.</summary>
    public string FullPath { get; } = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(), $"selma-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>A path below it; its own folder is not created.</summary>
    public string File(params string[] parts) => Path.Combine([FullPath, .. parts]);

    /// <summary>Writes a file below it.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string name, string text)
    {
        var path = File(name);
        Selma.Core.Artifacts.AtomicFile.WriteText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
