using System.Diagnostics;

namespace Selma.Build;

/// <summary>Makes the NuGet package of the plugin.</summary>
internal sealed class PackRun(Checkout checkout, Request request)
{
    /// <summary>Packs what <c>build.sh</c> has published.</summary>
    public int Run()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.Error.WriteLine("Pack makes packages on Linux and macOS only.");
            return 2;
        }

        var start = new ProcessStartInfo(Checkout.Dotnet, Arguments(checkout.Out(request))) { WorkingDirectory = checkout.Root };
        using var child = new Child(start, request.Grace, () => { });
        var (exitCode, stopped) = child.Run();
        return stopped ?? (exitCode == 0 ? 0 : 1);
    }

    /// <summary>The arguments of <c>dotnet pack</c>.</summary>
    /// <param name="results">The folder of results; the package goes into <c>packages</c> in it.</param>
    internal static IReadOnlyList<string> Arguments(string results) =>
        ["pack", "src/Selma.Tasks", "--configuration", "Release", "--no-build", "-nologo", "-nodeReuse:false", "-maxCpuCount:1", "--output", Path.Combine(results, "packages")];
}
