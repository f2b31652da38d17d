using Selma.Core.Numerics;

namespace Selma.Core.Pipeline;

/// <summary>Whether <c>device: auto</c> will mean a graphics card: <see cref="ComputeChoice"/> asks libtorch, this loads none.</summary>
internal static class CudaBuild
{
    private const string Driver = "/dev/nvidiactl";

    /// <summary>Whether this build has libtorch for NVIDIA cards (<c>SelmaDevice=cuda</c>), and Linux a card's driver.</summary>
    public static bool HasCard() => HasCard(Path.GetDirectoryName(typeof(CudaBuild).Assembly.Location) ?? AppContext.BaseDirectory, Driver);

    /// <summary>The same of any build.</summary>
    /// <param name="output">The folder of its assemblies.</param>
    /// <param name="driver">The file that a driver makes on Linux; elsewhere it is not looked for.</param>
    public static bool HasCard(string output, string driver)
    {
        var library = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";
        return (!OperatingSystem.IsLinux() || File.Exists(driver))
            && NativeFolders.Of(output).Any(folder => File.Exists(Path.Combine(folder, library)));
    }
}
