using System.Diagnostics;
using Xunit;

namespace Selma.TestKit;

/// <summary>A small file system in memory, mounted for a test.</summary>
public sealed class Mount : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("selma-mount-");

    /// <summary>Mounts it, or skips the test where that is not permitted.</summary>
    /// <param name="options">Those of <c>mount -o</c>.</param>
    public Mount(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "tmpfs is Linux's.");
        var isMounted = Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", _folder.FullName) == 0;
        if (!isMounted)
        {
            _folder.Delete();
        }

        Assert.SkipUnless(isMounted, "Mounting a file system is not permitted here.");
    }

    /// <summary>Where it lies.</summary>
    public string Path => _folder.FullName;

    /// <summary>Gives it other options.</summary>
    public void Remount(string options) => Assert.Equal(0, Run("mount", "-o", $"remount,{options}", Path));

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Run("umount", "-l", Path);
        _folder.Delete();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
