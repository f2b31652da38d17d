using System.Runtime.InteropServices;

namespace Selma.Core.Artifacts;

/// <summary>What changes when a file's bytes change, without reading them.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Nanoseconds since 1970, as the file system has them.</param>
/// <param name="Inode">The file's number; 0 where the system has none to give.</param>
/// <param name="Device">The file system's number; 0 where the system has none to give.</param>
internal readonly record struct FileStamp(long Size, long Modified, ulong Inode, ulong Device)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int RegularFile = 0x8000; // S_IFREG
    private const int FileKind = 0xf000; // S_IFMT

    /// <summary>The stamp of a file, or null where there is no such file.</summary>
    public static FileStamp? Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfAny(path);

    private static FileStamp? OfLinux(string path)
    {
        try
        {
            return NativeFile.Statx(CurrentFolder, path, 0, BasicStats, out var stat) == 0 && (stat.Mode & FileKind) == RegularFile
                ? new((long)stat.Size, (stat.Seconds * 1_000_000_000) + stat.Nanoseconds, stat.Inode, ((ulong)stat.Major << 32) | stat.Minor)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return OfAny(path); // a C library older than statx
        }
    }

    private static FileStamp? OfAny(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.Length, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100, 0, 0) : null;
    }

    /// <summary>The parts of Linux's <c>struct statx</c> that are read here; its layout is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct LinuxStat
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long Seconds;

        [FieldOffset(120)]
        public uint Nanoseconds;

        [FieldOffset(136)]
        public uint Major;

        [FieldOffset(140)]
        public uint Minor;
    }
}
