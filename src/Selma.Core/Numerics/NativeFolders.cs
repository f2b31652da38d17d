using System.Runtime.InteropServices;

namespace Selma.Core.Numerics;

/// <summary>Where native libraries of packages lie. Loads none.</summary>
internal static class NativeFolders
{
    /// <summary>The folders to look into, the nearest first; they need not exist.</summary>
    /// <param name="output">The folder of the assembly that needs them.</param>
    public static IEnumerable<string> Of(string output)
    {
        yield return Path.Combine(output, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x64" : "arm64";
        yield return Path.Combine(output, "runtimes", $"{System}-{processor}", "native");
        yield return output;
        var search = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in search.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }

    private static string System => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
}
