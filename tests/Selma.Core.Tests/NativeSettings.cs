using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Selma.Core.Tests;

/// <summary>Native settings of the test process, made before its first tensor.</summary>
internal static partial class NativeSettings
{
    /// <summary>
    /// Measured (libtorch 2.10, AVX-512): oneDNN's 3x3 convolution of two or more items gives wrong numbers, other ones each time, where
    /// the input has more than 16 channels and no multiple of 16, and so does the gradient where the output has. Published models
    /// have multiples of 16; the golden ones have 24 and 40. With AVX2 it is right.
    /// </summary>
    [ModuleInitializer]
    internal static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironment("ONEDNN_MAX_CPU_ISA", "AVX2", overwrite: 0);
        }

        RuntimeHelpers.RunModuleConstructor(typeof(SelmaException).Module.ModuleHandle); // finds libtorch, whichever test is first
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
