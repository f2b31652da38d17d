namespace Selma.Core.Artifacts;

/// <summary>A lock on a file that the operating system frees when its holder ends, however it ends.</summary>
/// <remarks>
/// <see cref="FileShare.None"/> is an exclusive flock on Linux; no other share keeps two writers apart;
/// reading with <see cref="FileShare.Read"/> is a shared one, which keeps exclusive ones out and is kept out by them.
/// The file is empty and is never deleted: whoever opened it before would hold a lock that the next one does not see.
/// </remarks>
internal static class FileLock
{
    private const int WouldBlock = 11; // EWOULDBLOCK on Linux
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock; null where somebody holds it.</summary>
    public static FileStream? TryTake(string path)
    {
        ThrowIfSwitchedOff();
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Takes the lock beside others who share it; null where somebody holds it alone.</summary>
    public static FileStream? TryShare(string path)
    {
        ThrowIfSwitchedOff();
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return TryOpen(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
    }

    /// <summary>Waits for a lock that is only ever held for moments.</summary>
    public static async Task<FileStream> Take(string path, CancellationToken cancellation)
    {
        for (; ; )
        {
            if (TryTake(path) is { } file)
            {
                return file;
            }

            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether somebody holds the lock; takes nothing.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var shared = TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return shared is null;
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockMac or SharingViolation)
        {
            return null;
        }
    }

    private static void ThrowIfSwitchedOff()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_SYSTEM_IO_DISABLEFILELOCKING") is "1" or "true")
        {
            throw new SelmaException(
                "SELMA0021",
                "DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set: two builds could write the same outputs at once. Unset it and run again.");
        }
    }
}
