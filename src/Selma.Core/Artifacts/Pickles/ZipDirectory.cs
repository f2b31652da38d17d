using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Selma.Core.Artifacts.Pickles;

/// <summary>Reads the central directory of the ZIP files that PyTorch writes: entries are stored, never compressed, and lie side by side.</summary>
/// <remarks>
/// Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5. An entry that is compressed, encrypted, overlaps another or leaves the file is
/// refused, so that no file can be made to yield more bytes than it has.
/// </remarks>
internal sealed class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50;
    private const int LocalSize = 30, CentralSize = 46;
    private const int MostEntries = 200_000;
    private const long LargestDirectory = 64 << 20;
    private readonly Stream _file;
    private readonly string _path;
    private readonly List<(long Start, ZipEntry Entry)> _entries = [];

    private ZipDirectory(Stream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>The entries of a file by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <exception cref="SelmaException">SELMA2131: not a whole ZIP file of stored entries.</exception>
    public static IReadOnlyDictionary<string, ZipEntry> Read(Stream file, string path)
    {
        var directory = new ZipDirectory(file, path);
        var end = ZipEnd.Find(file) ?? throw directory.Bad("it has no directory at its end");
        directory.ReadEntries(end);
        return directory.Checked(end.Offset);
    }

    private void ReadEntries(ZipEnd end)
    {
        if (end.Count is < 0 or > MostEntries || end.Size is < 0 or > LargestDirectory || end.Offset < 0 || end.Offset > _file.Length - end.Size)
        {
            throw Bad($"its directory would have {end.Count} entries in {end.Size} bytes at {end.Offset}");
        }

        ReadOnlySpan<byte> rest = Bytes(end.Offset, (int)end.Size);
        for (var i = 0L; i < end.Count; i++)
        {
            if (rest.Length < CentralSize || ReadUInt32LittleEndian(rest) != CentralSignature)
            {
                throw Bad($"entry {i} of its directory is cut short");
            }

            int name = ReadUInt16LittleEndian(rest[28..]), extra = ReadUInt16LittleEndian(rest[30..]), comment = ReadUInt16LittleEndian(rest[32..]);
            if (rest.Length < CentralSize + name + extra + comment)
            {
                throw Bad($"entry {i} of its directory is cut short");
            }

            Add(rest[..CentralSize], Encoding.UTF8.GetString(rest.Slice(CentralSize, name)), rest.Slice(CentralSize + name, extra));
            rest = rest[(CentralSize + name + extra + comment)..];
        }
    }

    private void Add(ReadOnlySpan<byte> head, string name, ReadOnlySpan<byte> extra)
    {
        var isEncrypted = (ReadUInt16LittleEndian(head[8..]) & 1) != 0;
        var (length, stored, start) = ZipEnd.Sizes(head, extra) ?? throw Bad($"the sizes of entry '{name}' are missing");
        if (isEncrypted || ReadUInt16LittleEndian(head[10..]) != 0 || length != stored)
        {
            throw Bad($"entry '{name}' is compressed or encrypted, which PyTorch never does");
        }

        if (length < 0 || start < 0 || start > _file.Length - LocalSize)
        {
            throw Bad($"entry '{name}' lies outside the file");
        }

        var local = Bytes(start, LocalSize);
        var offset = start + LocalSize + ReadUInt16LittleEndian(local.AsSpan(26)) + ReadUInt16LittleEndian(local.AsSpan(28));
        if (ReadUInt32LittleEndian(local) != LocalSignature || offset > _file.Length - length)
        {
            throw Bad($"entry '{name}' lies outside the file");
        }

        _entries.Add((start, new(name, offset, length)));
    }

    private Dictionary<string, ZipEntry> Checked(long end)
    {
        var entries = new Dictionary<string, ZipEntry>(_entries.Count, StringComparer.Ordinal);
        _entries.Sort((a, b) => a.Start.CompareTo(b.Start));
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i].Entry;
            if (entry.Offset + entry.Length > (i + 1 < _entries.Count ? _entries[i + 1].Start : end))
            {
                throw Bad($"entry '{entry.Name}' overlaps what follows it");
            }

            if (IsUnsafe(entry.Name) || !entries.TryAdd(entry.Name, entry))
            {
                throw Bad($"'{entry.Name}' is no name for an entry, or stands twice");
            }
        }

        return entries;
    }

    private static bool IsUnsafe(string name) =>
        name.AsSpan().IndexOfAny('\\', ':', '\0') >= 0 || name.StartsWith('/') || name.Split('/').Any(part => part is ".." or ".");

    private byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        _file.Position = offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private SelmaException Bad(string what) =>
        new("SELMA2131", $"This is not a whole PyTorch file: {what}. Copy or download it again.", new(_path));
}
