using System.Runtime.InteropServices;

namespace Selma.Build;

/// <summary>The signals that stop a build, and the exit codes that tell of them.</summary>
internal static class StopSignals
{
    private const PosixSignal User1 = (PosixSignal)10; // SIGUSR1 on Linux: a cluster asks for a checkpoint

    /// <summary>Those of this system.</summary>
    public static IReadOnlyList<PosixSignal> All { get; } =
    [
        PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, .. OperatingSystem.IsLinux() ? [User1] : Array.Empty<PosixSignal>(),
    ];

    /// <summary>128 + the signal's number as shells have it; 75, "try again", for SIGUSR1.</summary>
    public static int ExitCode(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 129,
        PosixSignal.SIGINT => 130,
        PosixSignal.SIGQUIT => 131,
        User1 => 75,
        _ => 143,
    };
}
