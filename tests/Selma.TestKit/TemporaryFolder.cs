namespace Selma.TestKit;

/// <summary>A folder that lasts as long as a test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("selma-test-").FullName;

    /// <summary>The folder.</summary>
    public string Path => FullPath;

    /// <summary>A path below it; its own folder is not created.</summary>
    public string File(params string[] parts) => System.IO.Path.Combine([FullPath, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
