using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Selma.Build;

/// <summary>A child process whose stopping this process owns.</summary>
/// <remarks>
/// <c>dotnet msbuild</c> exits with 0 on SIGTERM, and SIGINT may be ignored from the start (a job begun with <c>&amp;</c> in a script). So the
/// first signal is turned into <paramref name="stop"/>, which works everywhere, and SIGINT for the child; a second one, or the end of
/// <paramref name="grace"/>, kills the child and all below it.
/// </remarks>
internal sealed class Child(ProcessStartInfo start, TimeSpan grace, Action stop) : IDisposable
{
    private const int Interrupt = 2;
    private readonly Lock _lock = new();
    private readonly Process _process = new() { StartInfo = start };
    private PosixSignal? _signal;
    private Timer? _killer;
    private bool _isStarted;

    /// <summary>Runs the process to its end.</summary>
    /// <returns>Its exit code, and the code that a signal asks this process to end with, if one came.</returns>
    public (int ExitCode, int? Stopped) Run()
    {
        var registrations = StopSignals.All.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)).ToArray();
        try
        {
            lock (_lock)
            {
                if (_signal is null)
                {
                    _isStarted = _process.Start();
                }
            }

            if (_isStarted)
            {
                _process.WaitForExit();
            }

            return (_isStarted ? _process.ExitCode : 0, _signal is { } signal ? StopSignals.ExitCode(signal) : null);
        }
        finally
        {
            Array.ForEach(registrations, registration => registration.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _killer?.Dispose();
        _process.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_signal is not null)
            {
                Kill();
                return;
            }

            _signal = context.Signal;
            stop();
            _killer = new Timer(_ => Kill(), null, grace, Timeout.InfiniteTimeSpan);
            var reachesChildAsWell = context.Signal == PosixSignal.SIGINT && !Console.IsInputRedirected; // Ctrl-C goes to the process group
            if (_isStarted && !reachesChildAsWell && !OperatingSystem.IsWindows())
            {
                _ = SendSignal(_process.Id, Interrupt);
            }
        }
    }

    private void Kill()
    {
        if (_isStarted && !_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int process, int signal);
}
