namespace Selma.Core.Artifacts;

/// <summary>A record in the store, as a sweep sees it.</summary>
/// <param name="Key">Its key, by the name of its file.</param>
/// <param name="Stage">Its stage; empty where it cannot be read.</param>
/// <param name="File">Its file.</param>
/// <param name="Blobs">The blobs that it names, each once; all that it could mean where a newer version wrote it.</param>
/// <param name="IsNewer">Whether a newer version wrote it.</param>
internal sealed record StoredResult(string Key, string Stage, FileInfo File, IReadOnlySet<string> Blobs, bool IsNewer)
{
    /// <summary>When it was made or last restored.</summary>
    public DateTime Used => File.LastWriteTimeUtc;

    /// <summary>Reads a record's file.</summary>
    public static StoredResult Read(FileInfo file)
    {
        var bytes = System.IO.File.ReadAllBytes(file.FullName);
        var record = StageRecord.Parse(bytes, out var isNewer);
        var blobs = record?.Outputs.Select(output => output.Sha256) ?? StoreSweep.Digests(isNewer ? bytes : []);
        return new(Path.GetFileNameWithoutExtension(file.Name), record?.KeyDocument.Find("stage") as string ?? "", file, blobs.ToHashSet(), isNewer);
    }
}
