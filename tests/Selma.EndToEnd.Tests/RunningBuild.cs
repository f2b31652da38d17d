using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Selma.EndToEnd.Tests;

/// <summary>A build under way.</summary>
internal sealed class RunningBuild : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly string _runs;
    private readonly HashSet<string> _earlier;
    private readonly StringBuilder _output = new();

    /// <summary>Listens to a process just started.</summary>
    /// <param name="process">The front-end.</param>
    /// <param name="runs">The folder of the experiment's runs.</param>
    public RunningBuild(Process process, string runs)
    {
        _process = process;
        _runs = runs;
        _earlier = [.. Runs()];
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits for the end.</summary>
    public BuildRun Finish()
    {
        Assert.True(_process.WaitForExit(Patience), $"The build does not end:\n{_output}");
        _process.WaitForExit(); // for the last lines of output
        return BuildRun.Of(_process.ExitCode, _output.ToString(), Runs().FirstOrDefault(run => !_earlier.Contains(run)));
    }

    /// <summary>Waits until a stage has begun.</summary>
    /// <returns>Whether it has; false if the build ended before.</returns>
    public bool WaitForStart(string stage)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && !_process.HasExited)
        {
            if (Runs().Where(run => !_earlier.Contains(run)).Any(run => HasStarted(Path.Combine(run, "log.jsonl"), stage)))
            {
                return true;
            }

            Thread.Sleep(10);
        }

        return false;
    }

    /// <summary>Kills the front-end and all below it at once.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Sends a signal to the front-end.</summary>
    public void Send(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static bool HasStarted(string log, string stage) =>
        File.Exists(log) && File.ReadAllText(log).Contains($"\"type\":\"SELMASTARTED\",\"id\":\"{stage}\"", StringComparison.Ordinal);

    private string[] Runs() => Directory.Exists(_runs) ? Directory.GetDirectories(_runs) : [];

    private void Add(string? line)
    {
        lock (_output)
        {
            _ = line is null ? _output : _output.AppendLine(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int process, int signal);
}
