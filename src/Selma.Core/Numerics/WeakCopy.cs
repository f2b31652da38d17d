using System.Buffers.Binary;
using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Numerics;

/// <summary>A copy of an ELF library in which needed GLIBCXX versions newer than Debian 12's are weak, so that the loader accepts it.</summary>
internal static class WeakCopy
{
    private const uint SectionVersionNeed = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK
    private static readonly byte[] Magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]; // 64 bits, little endian

    /// <summary>The path of the copy; made once per content, in the user's temporary folder.</summary>
    /// <param name="original">The library as it came.</param>
    public static string Of(string original)
    {
        var bytes = File.ReadAllBytes(original);
        var digest = Digest.OfBytes(bytes)[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"selma-native-{Environment.UserName}-{digest}");
        var copy = Path.Combine(folder, Path.GetFileName(original));
        MakeWeak(bytes);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
        {
            Artifacts.AtomicFile.WriteBytes(copy, bytes);
        }

        return copy;
    }

    /// <summary>Whether a library is such a copy, or needs none: marking it would change nothing.</summary>
    public static bool IsWeak(byte[] elf)
    {
        var marked = elf.ToArray();
        MakeWeak(marked);
        return marked.AsSpan().SequenceEqual(elf);
    }

    /// <summary>Marks every version need GLIBCXX_3.4.31 and later as weak.</summary>
    /// <exception cref="SelmaException">SELMA0002: not a 64-bit little-endian ELF file.</exception>
    internal static void MakeWeak(byte[] elf)
    {
        if (!elf.AsSpan().StartsWith(Magic))
        {
            throw new SelmaException("SELMA0002", "libLibTorchSharp.so is not a 64-bit ELF library. Restore the packages again.");
        }

        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(0x28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3a));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3c));
        for (var i = 0; i < count; i++)
        {
            var header = elf.AsSpan(sections + (i * size), size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == SectionVersionNeed)
            {
                var link = BinaryPrimitives.ReadInt32LittleEndian(header[0x28..]);
                var names = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(sections + (link * size) + 0x18));
                MarkNeeds(elf, (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]), names);
            }
        }
    }

    private static void MarkNeeds(byte[] elf, int need, int names)
    {
        while (true)
        {
            var auxiliary = need + BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(need + 8));
            MarkVersions(elf, auxiliary, names);
            var next = BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(need + 12));
            if (next == 0)
            {
                return;
            }

            need += next;
        }
    }

    private static void MarkVersions(byte[] elf, int version, int names)
    {
        while (true)
        {
            var name = names + BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(version + 8));
            if (IsTooNew(Text(elf, name)))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(version + 4), Weak);
            }

            var next = BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(version + 12));
            if (next == 0)
            {
                return;
            }

            version += next;
        }
    }

    private static bool IsTooNew(string name) =>
        name.StartsWith("GLIBCXX_3.4.", StringComparison.Ordinal)
        && int.TryParse(name["GLIBCXX_3.4.".Length..], out var minor) && minor > 30;

    private static string Text(byte[] elf, int offset)
    {
        var end = Array.IndexOf(elf, (byte)0, offset);
        return Encoding.ASCII.GetString(elf, offset, end - offset);
    }
}
