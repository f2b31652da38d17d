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
