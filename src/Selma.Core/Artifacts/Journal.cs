using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Selma.Core.Artifacts;

/// <summary>Finished steps of a stage, one JSON line each, kept so that a stopped stage goes on where it was.</summary>
/// <remarks>
/// The first line names the key that the entries were made under: a journal of another key starts empty.
/// A line that a kill or a power cut tore is dropped, and so is everything after it.
/// One writer at a time: a stage that works in threads appends from one of them.
/// </remarks>
/// <typeparam name="T">A step: a record or a plain value that JSON can carry.</typeparam>
public sealed class Journal<T> : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly FileStream _file;
    private readonly List<T> _entries = [];

    /// <summary>Opens the journal, creating its folder and the file where they are missing.</summary>
    /// <param name="path">The file, <c>journal.jsonl</c> in a work folder's state.</param>
    /// <param name="key">The key that entries belong to; entries of another key are dropped.</param>
    public Journal(string path, string key)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            Load(JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, object> { ["key"] = key, ["schema"] = 1 }, Json));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The entries in the order in which they were appended, those of earlier runs first.</summary>
    public IReadOnlyList<T> Entries => _entries;

    /// <summary>Adds an entry; it is on the disk when this returns.</summary>
    public void Append(T entry) => Append([entry]);

    /// <summary>Adds entries that belong together, such as an image batch; they are on the disk when this returns.</summary>
    public void Append(IReadOnlyList<T> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return;
        }

        using var lines = new MemoryStream();
        foreach (var entry in entries)
        {
            JsonSerializer.Serialize(lines, entry, Json);
            lines.WriteByte((byte)'\n');
        }

        _file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        _file.Flush(flushToDisk: true);
        _entries.AddRange(entries);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Load(byte[] header)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var good = 0;
        for (var end = NextLine(bytes, good); end >= 0 && TryRead(bytes.AsSpan(good..end), header, first: good == 0); end = NextLine(bytes, good))
        {
            good = end + 1;
        }

        _file.SetLength(good);
        _file.Position = good;
        if (good == 0)
        {
            _file.Write([.. header, (byte)'\n']);
            _file.Flush(flushToDisk: true);
        }
    }

    private static int NextLine(byte[] bytes, int start) => Array.IndexOf(bytes, (byte)'\n', start);

    private bool TryRead(ReadOnlySpan<byte> line, byte[] header, bool first)
    {
        if (first)
        {
            return line.SequenceEqual(header);
        }

        try
        {
            _entries.Add(JsonSerializer.Deserialize<T>(line, Json)!);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
