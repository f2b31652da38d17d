using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Selma.Core.Numerics;

/// <summary>Makes TorchSharp load on systems whose C++ library is older than the one it was linked with, and tunes the allocator.</summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> asks for GLIBCXX_3.4.32 and so is refused on Debian 12, Ubuntu 22.04 and RHEL 9, though it uses nothing
/// that they lack. Where the normal load fails, and only there, a copy with that one version need marked weak is loaded instead.
/// The package cache is never changed.
/// </remarks>
internal static class NativeTorch
{
    private const string Library = "LibTorchSharp";

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Must run before the first tensor, whoever makes it.")]
    internal static void Register()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        KeepBigBlocks();
        var context = AssemblyLoadContext.GetLoadContext(typeof(NativeTorch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += Resolve;
        if (context != AssemblyLoadContext.Default)
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => ReplaceRefused(loaded.LoadedAssembly);
        }
    }

    /// <summary>Gives freed memory back to the system, which <see cref="KeepBigBlocks"/> otherwise prevents: to be called between models.</summary>
    internal static void ReturnMemory()
    {
        try
        {
            _ = OperatingSystem.IsLinux() && MallocTrim(0) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives memory back by itself.
        }
    }

    /// <summary>
    /// MSBuild's context finds the library through <c>deps.json</c> and gives up when the system refuses it, so that nobody is asked.
    /// There the weak copy takes the library's place in the output folder, which is ours; the package cache keeps its own.
    /// </summary>
    private static void ReplaceRefused(Assembly loaded)
    {
        if (loaded.GetName().Name != "TorchSharp" || Candidates().FirstOrDefault(File.Exists) is not { } original)
        {
            return;
        }

        LoadDependencies(Path.GetDirectoryName(original)!);
        if (!NativeLibrary.TryLoad(original, out _))
        {
            Artifacts.AtomicFile.WriteBytes(original, File.ReadAllBytes(WeakCopy.Of(original)));
        }
    }

    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (Path.GetFileNameWithoutExtension(name) is not (Library or "lib" + Library))
        {
            return IntPtr.Zero;
        }

        var original = Candidates().FirstOrDefault(File.Exists);
        if (original is null)
        {
            return IntPtr.Zero;
        }

        LoadDependencies(Path.GetDirectoryName(original)!);
        return NativeLibrary.Load(WeakCopy.Of(original));
    }

    private static IEnumerable<string> Candidates() => NativeFolders
        .Of(Path.GetDirectoryName(typeof(torch).Assembly.Location) ?? AppContext.BaseDirectory)
        .Select(folder => Path.Combine(folder, $"lib{Library}.so"));

    /// <summary>The copy lies elsewhere, so what it finds through its own folder must be in the process before it.</summary>
    private static void LoadDependencies(string folder)
    {
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so" })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                _ = NativeLibrary.Load(path);
            }
        }
    }

    /// <summary>glibc maps and unmaps every block over 32 MiB afresh, and the kernel clears its pages each time; keep them in the heap.</summary>
    private static void KeepBigBlocks()
    {
        const int trimThreshold = -1;
        const int topPad = -2;
        const int mmapThreshold = -3;
        const int arenaMax = -8; // other threads' arenas are cut into pieces of 64 MiB and given back at every free
        try
        {
            _ = MallOpt(mmapThreshold, 1 << 30);
            _ = MallOpt(trimThreshold, int.MaxValue);
            _ = MallOpt(topPad, 64 << 20);
            _ = MallOpt(arenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt: nothing is lost but speed.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int MallocTrim(nuint kept);

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int MallOpt(int parameter, int value);
}
