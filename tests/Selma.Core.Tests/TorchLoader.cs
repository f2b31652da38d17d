using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Selma.Core.Tests;

/// <summary>Prepares libtorch before the first test.</summary>
internal static partial class TorchLoader
{
    /// <summary>
    /// Lets Selma.Core find libtorch before a test touches TorchSharp without it, and gives libtorch one thread an operation: tests run side
    /// by side, and OpenMP's threads wait for each other by spinning.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Tests begin anywhere.")]
    internal static void Register()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironment("OMP_NUM_THREADS", "1", overwrite: 0);
        }

        RuntimeHelpers.RunModuleConstructor(typeof(SelmaException).Module.ModuleHandle);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
