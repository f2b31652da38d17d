using static System.Buffers.Binary.BinaryPrimitives;

namespace Selma.Core.Artifacts.Pickles;

/// <summary>What the end of a ZIP file says of its directory.</summary>
/// <param name="Count">Entries.</param>
/// <param name="Size">Bytes of the directory.</param>
/// <param name="Offset">Its first byte.</param>
internal sealed record ZipEnd(long Count, long Size, long Offset)
{
    private const uint Signature = 0x06054b50, Signature64 = 0x06064b50, LocatorSignature64 = 0x07064b50;
    private const int Length = 22, Length64 = 56, LocatorLength = 20;
    private const int LongestComment = ushort.MaxValue;
    private const uint In64 = uint.MaxValue; // "see the 64-bit field"

    /// <summary>Looks for the end record; null where there is none.</summary>
    public static ZipEnd? Find(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, Length + LocatorLength + LongestComment)];
        var start = file.Length - tail.Length;
        file.Position = start;
        file.ReadExactly(tail);
        for (var i = tail.Length - Length; i >= 0; i--)
        {
            var record = tail.AsSpan(i);
            if (ReadUInt32LittleEndian(record) == Signature && ReadUInt16LittleEndian(record[20..]) == record.Length - Length)
            {
                var end = new ZipEnd(ReadUInt16LittleEndian(record[10..]), ReadUInt32LittleEndian(record[12..]), ReadUInt32LittleEndian(record[16..]));
                return end is { Count: ushort.MaxValue } or { Size: In64 } or { Offset: In64 } ? Find64(file, tail.AsSpan(0, i)) : end;
            }
        }

        return null;
    }

    /// <summary>Uncompressed size, stored size and offset of an entry's header, in 64 bits where an extra field holds them.</summary>
    /// <returns>Null where the extra field is announced and absent.</returns>
    public static (long Length, long Stored, long Start)? Sizes(ReadOnlySpan<byte> head, ReadOnlySpan<byte> extra)
    {
        Span<long> sizes = [ReadUInt32LittleEndian(head[24..]), ReadUInt32LittleEndian(head[20..]), ReadUInt32LittleEndian(head[42..])];
        var wide = Field(extra, id: 1);
        foreach (ref var size in sizes)
        {
            if (size != In64)
            {
                continue;
            }

            if (wide.Length < 8)
            {
                return null;
            }

            size = ReadInt64LittleEndian(wide);
            wide = wide[8..];
        }

        return (sizes[0], sizes[1], sizes[2]);
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> extra, int id)
    {
        while (extra.Length >= 4)
        {
            var size = ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
            {
                break;
            }

            if (ReadUInt16LittleEndian(extra) == id)
            {
                return extra.Slice(4, size);
            }

            extra = extra[(4 + size)..];
        }

        return [];
    }

    private static ZipEnd? Find64(Stream file, ReadOnlySpan<byte> before)
    {
        if (before.Length < LocatorLength || ReadUInt32LittleEndian(before[^LocatorLength..]) != LocatorSignature64)
        {
            return null;
        }

        var offset = ReadInt64LittleEndian(before[^LocatorLength..][8..]);
        if (offset < 0 || offset > file.Length - Length64)
        {
            return null;
        }

        var record = new byte[Length64];
        file.Position = offset;
        file.ReadExactly(record);
        return ReadUInt32LittleEndian(record) == Signature64
            ? new(ReadInt64LittleEndian(record.AsSpan(32)), ReadInt64LittleEndian(record.AsSpan(40)), ReadInt64LittleEndian(record.AsSpan(48)))
            : null;
    }
}
