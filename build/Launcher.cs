using System.Diagnostics;

namespace Selma.Build;

/// <summary>Runs a request: one MSBuild call, then tests and package if they were asked for.</summary>
internal sealed class Launcher(Checkout checkout)
{
    /// <summary>Does what was asked for.</summary>
    /// <returns>The exit code of this process.</returns>
    public int Run(Request request)
    {
        var code = request.Targets.All(Targets.IsOfProject) ? 0 : Build(request);
        foreach (var target in request.Question is null && !request.DryRun ? request.Targets.Where(Targets.IsOfProject) : [])
        {
            code = code != 0 ? code : target == Targets.Test ? new TestRun(checkout, request).Run() : new PackRun(checkout, request).Run();
        }

        return code;
    }

    private int Build(Request request)
    {
        using var run = RunFolder.Create(Path.Combine(checkout.Out(request), request.Experiment), request.Question is not null || request.DryRun, TimeProvider.System);
        using var child = new Child(Start(checkout, MSBuildCall.Arguments(checkout, request, run.Path)), request.Grace, run.Stop);
        var (exitCode, stopped) = child.Run();
        return ExitCode(exitCode, stopped, run.Result());
    }

    /// <summary>The signal's code, else the logger's word; a run without a result has failed, whatever MSBuild says of it.</summary>
    internal static int ExitCode(int child, int? stopped, RunResult? result) =>
        stopped ?? result?.ExitCode ?? (child == 0 ? 1 : child);

    private static ProcessStartInfo Start(Checkout checkout, IReadOnlyList<string> arguments)
    {
        string[] command = checkout.MSBuild switch
        {
            null => [Checkout.Dotnet, "msbuild"],
            { } dll when dll.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) => [Checkout.Dotnet, "exec", dll],
            { } program => [program],
        };
        return new(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = checkout.Root,
            Environment =
            {
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_TieredPGO"] = "0", // most builds are over before a profile could pay
                ["DOTNET_LTTng"] = "0", // nor is there time for tracing
                ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", // ICU takes longer to load than a plan to make
            },
        };
    }
}
