namespace Selma.TestKit;

/// <summary>A folder of one test, deleted afterwards; in memory where the system offers it, since atomic writes wait for a disk.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>The folder.</summary>
    public string FullPath { get; } =
        Directory.CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"selma-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>A path inside the folder; its own folder is not created.</summary>
    public string File(params string[] parts) => Path.Combine([FullPath, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
