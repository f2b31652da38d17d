using System.Globalization;

namespace Selma.Core.Artifacts;

/// <summary>Says in words what a failed write means: no space, or no right to write.</summary>
internal static class DiskFault
{
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT on Linux
    private const int ReadOnly = 30; // EROFS
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>The error that a reader can mend, or null where <paramref name="error"/> is none of the disk's.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="folder">Where was being written.</param>
    /// <param name="needed">What the outputs take, <c>11.8 MiB</c>; null where not known.</param>
    public static SelmaException? Of(Exception error, string folder, string? needed = null) => error switch
    {
        IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } => new(
            "SELMA2202",
            $"The disk is full: {Free(folder)} free{(needed is null ? "" : $", {needed} needed")}. " +
            "What is finished is kept; free some space and run again.",
            new(folder),
            error),
        UnauthorizedAccessException or IOException { HResult: ReadOnly } => new(
            "SELMA2203",
            $"No access: {error.Message.TrimEnd('.')}. Nothing that was built is lost; let the build write there and run again.",
            new(folder),
            error),
        _ => null,
    };

    /// <summary>Bytes for people: <c>11.8 MiB</c>.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        var size = (double)bytes;
        for (; size >= 1024 && unit < units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {units[unit]}");
    }

    private static string Free(string folder)
    {
        try
        {
            return Size(new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "too little";
        }
    }
}
