using System.Buffers.Binary;
using System.Text;

namespace Selma.Core.Tests.Artifacts.Pickles;

/// <summary>Writes ZIP files of stored entries as PyTorch does, and wrong ones on demand.</summary>
internal static class StoredZip
{
    /// <summary>A whole file.</summary>
    /// <param name="entries">Names and contents.</param>
    /// <param name="isWide">Whether sizes and offsets stand in the 64-bit fields.</param>
    public static byte[] Of(IEnumerable<(string Name, byte[] Content)> entries, bool isWide = false)
    {
        var file = new List<byte>();
        var directory = new List<byte>();
        var count = 0;
        foreach (var (name, content) in entries)
        {
            var start = file.Count;
            byte[] utf8 = Encoding.UTF8.GetBytes(name), padding = new byte[8];
            BinaryPrimitives.WriteUInt16LittleEndian(padding, 0x4246); // "FB", as PyTorch aligns data
            BinaryPrimitives.WriteUInt16LittleEndian(padding.AsSpan(2), 4);
            file.AddRange([.. Words32(0x04034b50), .. Words16(20, 0x0808, 0, 0, 0), .. Words32(0, 0, 0), .. Words16(utf8.Length, padding.Length), .. utf8, .. padding, .. content]);
            byte[] extra = isWide ? [.. Words16(1, 24), .. Words64(content.Length, content.Length, start)] : [];
            var (length, offset) = isWide ? (uint.MaxValue, uint.MaxValue) : ((uint)content.Length, (uint)start);
            directory.AddRange([
                .. Words32(0x02014b50), .. Words16(20, 20, 0x0808, 0, 0, 0), .. Words32(0, length, length),
                .. Words16(utf8.Length, extra.Length, 0, 0, 0), .. Words32(0, offset), .. utf8, .. extra,
            ]);
            count++;
        }

        var at = file.Count;
        file.AddRange(directory);
        if (isWide)
        {
            var end = file.Count;
            file.AddRange([.. Words32(0x06064b50), .. Words64(44), .. Words16(45, 45), .. Words32(0, 0), .. Words64(count, count, directory.Count, at)]);
            file.AddRange([.. Words32(0x07064b50, 0), .. Words64(end), .. Words32(1)]);
        }

        var wide = isWide ? uint.MaxValue : 0;
        file.AddRange([
            .. Words32(0x06054b50), .. Words16(0, 0, isWide ? 0xffff : count, isWide ? 0xffff : count),
            .. Words32(isWide ? wide : (uint)directory.Count, isWide ? wide : (uint)at), .. Words16(0),
        ]);
        return [.. file];
    }

    private static IEnumerable<byte> Words16(params int[] words) => words.SelectMany(word => BitConverter.GetBytes((ushort)word));

    private static IEnumerable<byte> Words32(params uint[] words) => words.SelectMany(BitConverter.GetBytes);

    private static IEnumerable<byte> Words64(params long[] words) => words.SelectMany(BitConverter.GetBytes);
}
