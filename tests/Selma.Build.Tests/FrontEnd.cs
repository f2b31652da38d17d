using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Selma.Build.Tests;

/// <summary>The real front-end in a process of its own, over a script that stands in for MSBuild.</summary>
internal sealed class FrontEnd : IDisposable
{
    private static readonly string Dotnet =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("selma-front-end-");
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="fake">What the script does.</param>
    /// <param name="prefix">Shell words before the command, such as <c>trap '' INT;</c>.</param>
    /// <param name="options">Options of the front-end.</param>
    public FrontEnd(string fake, string prefix = "", params string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Selma.Build.dll");
        // A runner that was itself begun in the background ignores SIGINT, and so would all below it.
        string[] shell = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(), "bash"];
        var start = new ProcessStartInfo(shell[0], [.. shell[1..], "-c", $"{prefix} exec \"$@\"", "bash", Dotnet, "exec", program, .. options])
        {
            RedirectStandardInput = true, // not a terminal: no signal reaches the child by itself
            RedirectStandardOutput = true,
            Environment =
            {
                ["SELMA_MSBUILD"] = Path.Combine(AppContext.BaseDirectory, "FakeMSBuild.sh"),
                ["SELMA_OUT"] = Out,
                ["FAKE"] = fake,
                ["TICKS"] = Ticks,
            },
        };
        _process = Process.Start(start)!;
    }

    /// <summary>The output folder.</summary>
    public string Out => Path.Combine(_folder.FullName, "out");

    private string Ticks => Path.Combine(_folder.FullName, "ticks");

    /// <summary>Waits until the stand-in is at work.</summary>
    public void WaitForWork() => Assert.True(SpinWait.SpinUntil(() => Sleep(20) && File.Exists(Ticks), TimeSpan.FromSeconds(60)));

    /// <summary>Sends a signal to the front-end alone.</summary>
    public void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end.</summary>
    public int ExitCode()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(60)));
        return _process.ExitCode;
    }

    /// <summary>Whether the stand-in has stopped working: half a second without a tick.</summary>
    public bool IsQuiet()
    {
        var before = new FileInfo(Ticks).Length;
        return Sleep(500) && new FileInfo(Ticks).Length == before;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static bool Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return true;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
