namespace Selma.Core.Artifacts;

/// <summary>Results of all experiments: blobs under their digest (<c>cas</c>), records under their stage's key (<c>ac</c>).</summary>
/// <remarks>
/// Blobs go in first, the record last, each by link or rename, so that a record never names what is not there.
/// Nothing is created before the first result is added. The layout is <c>reference/incremental.md</c>, 2.3 and 2.5.
/// </remarks>
internal sealed class Store
{
    private const string Version = "1";
    private readonly string _root;
    private readonly TimeProvider _clock;
    private readonly Action<string, string> _notify;

    /// <summary>Opens a store.</summary>
    /// <param name="folder">The folder, <c>out/store</c>; the store itself is <c>v1</c> in it, or the first that this version understands.</param>
    /// <param name="clock">The time of hashing.</param>
    /// <param name="notify">Told code and text of what a reader should know.</param>
    public Store(string folder, TimeProvider clock, Action<string, string> notify)
    {
        _root = Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(Path.GetFullPath(folder), $"v{number}")).First(IsOurs);
        (_clock, _notify) = (clock, notify);
        Index = new(Path.Combine(_root, "stat.idx"), clock);
    }

    /// <summary>Digests of files that have not changed since they were read.</summary>
    public StatIndex Index { get; }

    /// <summary>The folder of this version's part of the store.</summary>
    public string Folder => _root;

    /// <summary>The lock of the whole; see <see cref="StoreLock"/>.</summary>
    public string WholeLock => Path.Combine(_root, "locks", "store.lock");

    /// <summary>The lock of a key.</summary>
    public string LockPath(string key) => Path.Combine(_root, "locks", $"{key}.lock");

    /// <summary>The record of a key, if it and all its blobs are there and right. Changes nothing.</summary>
    public StageRecord? Peek(string key) => Read(key) is { } record && record.Outputs.All(IsSound) ? record : null;

    /// <summary>Where an output's bytes lie; null where they are gone.</summary>
    public string? BlobOf(OutputFile output) => Blob(output.Sha256) is var blob && File.Exists(blob) ? blob : null;

    /// <summary>The record of a key, whether its blobs are there or not.</summary>
    public StageRecord? Recall(string key) => Read(key);

    /// <summary>How many bytes its blobs and records take, and how many records there are.</summary>
    public (long Bytes, int Results) Measure()
    {
        var records = Files("ac");
        return (Files("cas").Concat(records).Sum(file => file.Length), records.Length);
        FileInfo[] Files(string part) => new DirectoryInfo(Path.Combine(_root, part)) is { Exists: true } folder
            ? folder.GetFiles("*", SearchOption.AllDirectories) : [];
    }

    /// <summary>As <see cref="Peek"/>, and notes that it is used, and takes out what turns out damaged, so that it is built anew.</summary>
    public StageRecord? Find(string key)
    {
        if (Read(key) is not { } record)
        {
            return null;
        }

        var bad = record.Outputs.Where(output => !IsSound(output)).ToList();
        if (bad.Count == 0)
        {
            Touch(RecordPath(key));
            return record;
        }

        _notify("SELMA2201", $"The store's copy of '{bad[0].Path}' ({bad.Count} of {record.Outputs.Count} files) is missing or was changed; it is made anew.");
        foreach (var blob in bad.Select(output => Blob(output.Sha256)).Where(File.Exists))
        {
            File.Delete(blob);
        }

        File.Delete(RecordPath(key));
        return null;
    }

    /// <summary>Adds a result.</summary>
    /// <param name="folder">The folder that the record's outputs lie in.</param>
    /// <param name="record">The record.</param>
    /// <param name="owned">Whether nobody will ever edit the files in <paramref name="folder"/>, so that all of them may be linked.</param>
    /// <param name="at">Told each point of the protocol.</param>
    public void Add(string folder, StageRecord record, bool owned, Action<string> at)
    {
        Create();
        foreach (var output in record.Outputs)
        {
            AddBlob(Path.Combine(folder, output.Path), output, owned);
            at("e");
        }

        foreach (var blobs in record.Outputs.Select(output => Path.GetDirectoryName(Blob(output.Sha256))!).Distinct())
        {
            NativeFile.SyncFolder(blobs);
        }

        var path = RecordPath(record.Key);
        at("f");
        if (!IsNewer(path))
        {
            AtomicFile.WriteBytes(path, record.Bytes);
            NativeFile.SyncFolder(Path.GetDirectoryName(path)!);
        }

        at("h");
    }

    /// <summary>Makes a folder out of blobs: images and weights as links, which cost nothing, text as copies, which may be edited.</summary>
    /// <param name="record">What to make.</param>
    /// <param name="folder">A folder that does not exist yet.</param>
    /// <param name="forReading">Whether nobody will edit the folder, so that text may be linked as well.</param>
    /// <param name="at">Told each point of the protocol.</param>
    public void Materialise(StageRecord record, string folder, bool forReading, Action<string> at)
    {
        foreach (var output in record.Outputs)
        {
            var path = Path.Combine(folder, output.Path);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!(forReading || IsReplacedWhole(path)) || !NativeFile.TryLink(Blob(output.Sha256), path))
            {
                File.Copy(Blob(output.Sha256), path);
                SetWritable(path, writable: true);
            }

            at("i");
        }
    }

    private static bool IsOurs(string root)
    {
        var version = Path.Combine(root, "VERSION");
        return !File.Exists(version) || File.ReadAllText(version).Trim() == Version;
    }

    /// <summary>Whether programs replace such a file rather than edit it: a link to a blob is safe then.</summary>
    private static bool IsReplacedWhole(string path) => Path.GetExtension(path) is ".png" or ".safetensors";

    /// <summary>Blobs are read-only, so that an editor which writes in place is refused rather than changing the store.</summary>
    private static void SetWritable(string path, bool writable)
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(path, writable ? ReadOnly | UnixFileMode.UserWrite : ReadOnly);
        }
    }

    private void Create()
    {
        var version = Path.Combine(_root, "VERSION");
        if (!File.Exists(version))
        {
            AtomicFile.WriteText(version, Version + "\n");
        }
    }

    /// <summary>The time of a record's file is that of its last use: access times are not kept on most systems.</summary>
    private void Touch(string record)
    {
        try
        {
            File.SetLastWriteTimeUtc(record, _clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A store that may only be read is pruned by its owner.
        }
    }

    private string Blob(string sha256) => Path.Combine(_root, "cas", sha256[..2], sha256);

    private string RecordPath(string key) => Path.Combine(_root, "ac", key[..2], $"{key}.json");

    private bool IsSound(OutputFile output) => Index.DigestOf(Blob(output.Sha256)) == output.Sha256;

    private StageRecord? Read(string key)
    {
        var path = RecordPath(key);
        var record = StageRecord.Read(path);
        if (record is null && IsNewer(path))
        {
            _notify("SELMA2105", $"A newer version wrote the record {key[..12]}; it is left alone, and the stage is built here.");
        }

        return record?.Key == key ? record : null;
    }

    private static bool IsNewer(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        _ = StageRecord.Parse(File.ReadAllBytes(path), out var isNewer);
        return isNewer;
    }

    private void AddBlob(string file, OutputFile output, bool owned)
    {
        var blob = Blob(output.Sha256);
        if (IsSound(output))
        {
            return;
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        File.Delete(blob);
        if ((owned || IsReplacedWhole(file)) && NativeFile.TryLink(file, blob))
        {
            SetWritable(blob, writable: false);
            return;
        }

        CopyIn(file, blob);
    }

    private void CopyIn(string file, string blob)
    {
        var temporary = Path.Combine(_root, "tmp", $"{Environment.ProcessId}-{Guid.NewGuid():N}");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
        try
        {
            File.Copy(file, temporary);
            SetWritable(temporary, writable: true);
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                stream.Flush(flushToDisk: true);
            }

            SetWritable(temporary, writable: false);
            File.Move(temporary, blob, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
