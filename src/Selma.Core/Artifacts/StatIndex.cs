using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Selma.Core.Artifacts;

/// <summary>Remembers files' digests by path, size, time, inode and device, so that an unchanged file is read once.</summary>
/// <remarks>
/// A file changed less than two seconds before it was hashed is not remembered, since a second change could leave its time as it is.
/// A lost or damaged index means reading files again, never an error.
/// </remarks>
internal sealed class StatIndex
{
    private const long Settled = 2_000_000_000; // ns, git's rule for racy entries
    private const int Slack = 4096; // lines that may be out of date before the file is written anew
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Lazy<ConcurrentDictionary<string, Entry>> _known;
    private readonly ConcurrentQueue<string> _new = new();
    private int _lines;

    /// <summary>Opens the index; it is read when first asked.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="clock">The time of hashing.</param>
    public StatIndex(string path, TimeProvider clock)
    {
        _path = path;
        _clock = clock;
        _known = new(Load);
    }

    /// <summary>The digest of a file's bytes; null where there is no such file.</summary>
    public string? DigestOf(string file)
    {
        var full = Path.GetFullPath(file);
        if (FileStamp.Of(full) is not { } stamp)
        {
            return null;
        }

        if (_known.Value.TryGetValue(full, out var known) && known.Stamp == stamp)
        {
            return known.Sha256;
        }

        return Read(full, stamp);
    }

    /// <summary>Writes what is new for later builds, where the index's folder exists and can be written.</summary>
    public void Save()
    {
        if (_new.IsEmpty || !Directory.Exists(Path.GetDirectoryName(_path)))
        {
            return;
        }

        try
        {
            using var turn = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process is writing, or the disk is full or read-only: the next build hashes again.
        }
    }

    private string? Read(string full, FileStamp stamp)
    {
        try
        {
            var now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            var sha256 = Digest.OfFile(full);
            if (now - stamp.Modified >= Settled && FileStamp.Of(full) == stamp && !full.Contains('\n', StringComparison.Ordinal))
            {
                _known.Value[full] = new(stamp, sha256);
                _new.Enqueue(Line(full, stamp, sha256));
            }

            return sha256;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Write()
    {
        var lines = new StringBuilder();
        while (_new.TryDequeue(out var line))
        {
            _lines++;
            _ = lines.Append(line).Append('\n');
        }

        if (_lines > (2 * _known.Value.Count) + Slack)
        {
            _lines = _known.Value.Count;
            AtomicFile.WriteLines(_path, _known.Value.Select(entry => Line(entry.Key, entry.Value.Stamp, entry.Value.Sha256)));
            return;
        }

        using var stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        stream.Position = stream.Length;
        stream.Write(Utf8Order.Utf8.GetBytes((stream.Length > 0 ? "\n" : "") + lines)); // a line feed first, in case a kill tore the last line
    }

    private static string Line(string full, FileStamp stamp, string sha256) => string.Create(
        CultureInfo.InvariantCulture, $"{stamp.Size} {stamp.Modified} {stamp.Inode} {stamp.Device} {full}\t{sha256}");

    private ConcurrentDictionary<string, Entry> Load()
    {
        var known = new ConcurrentDictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.Exists(_path) ? File.ReadLines(_path) : [])
            {
                if (TryParse(line, out var file, out var entry))
                {
                    _lines++;
                    known[file] = entry;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            known.Clear();
        }

        return known;
    }

    private static bool TryParse(string line, out string file, [NotNullWhen(true)] out Entry? entry)
    {
        (file, entry) = ("", null);
        var parts = line.Split(' ', 5);
        var tab = line.LastIndexOf('\t');
        if (parts.Length < 5 || tab < 0 || line.Length - tab != 65 || !TryParse(parts, out var stamp))
        {
            return false;
        }

        file = parts[4][..^65];
        entry = new(stamp, line[(tab + 1)..]);
        return true;
    }

    private static bool TryParse(string[] parts, out FileStamp stamp)
    {
        stamp = default;
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var size) ||
            !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var modified) ||
            !ulong.TryParse(parts[2], CultureInfo.InvariantCulture, out var inode) ||
            !ulong.TryParse(parts[3], CultureInfo.InvariantCulture, out var device))
        {
            return false;
        }

        stamp = new(size, modified, inode, device);
        return true;
    }

    private sealed record Entry(FileStamp Stamp, string Sha256);
}
