using System.Diagnostics;

namespace Selma.Core.Tests.Pipeline;

/// <summary>Runs an explicit test of this assembly in a process of its own.</summary>
internal static class ChildTest
{
    /// <summary>Starts it.</summary>
    /// <param name="type">The test's class.</param>
    /// <param name="method">The test.</param>
    /// <param name="variables">Environment variables that tell it what to do.</param>
    public static Process Start(Type type, string method, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo(
            Path.ChangeExtension(type.Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)!, ["-explicit", "only", "-method", $"*.{type.Name}.{method}"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for its end, and fails where it failed.</summary>
    public static void Finish(Process child)
    {
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, output);
        child.Dispose();
    }
}
