using System.Runtime.InteropServices;

namespace Selma.Core.Artifacts;

/// <summary>The calls to the operating system that .NET does not offer: hard links, syncing a folder, swapping two folders.</summary>
internal static partial class NativeFile
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Exchange = 2; // RENAME_EXCHANGE
    private const int CloseOnExec = 0x80000; // O_CLOEXEC on Linux

    /// <summary>Makes <paramref name="path"/> another name of a file.</summary>
    /// <returns>False where the file system cannot, for instance across two of them, or where the path is taken.</returns>
    public static bool TryLink(string existing, string path) => OperatingSystem.IsWindows()
        ? CreateHardLink(path, existing, 0)
        : Link(existing, path) == 0;

    /// <summary>Puts a folder's entries (names made or renamed in it) on the disk.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its folders itself
        }

        var descriptor = Open(folder, OperatingSystem.IsLinux() ? CloseOnExec : 0);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>Swaps two folders in one step.</summary>
    /// <returns>False where the system cannot; nothing has changed then.</returns>
    public static bool TrySwap(string a, string b)
    {
        try
        {
            return OperatingSystem.IsLinux() && Rename(CurrentFolder, a, CurrentFolder, b, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(int folder, string path, int flags, uint mask, out FileStamp.LinuxStat stat);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string path, string existing, nint security);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
