using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Selma.Core.Tests;

/// <summary>Runs before the first test.</summary>
internal static partial class NativeSettings
{
    /// <summary>
    /// Lets Selma.Core find libtorch even where a test makes a tensor before it uses Selma.Core, and gives libtorch one thread an operation:
    /// tests run side by side, and OpenMP's threads wait for each other by spinning.
    /// </summary>
    [ModuleInitializer]
    internal static void Apply()
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
