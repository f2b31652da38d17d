using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Selma.Core.Tests;

/// <summary>Lets Selma.Core prepare libtorch before a test touches TorchSharp without it.</summary>
internal static class TorchLoader
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Tests begin anywhere.")]
    internal static void Register() => RuntimeHelpers.RunModuleConstructor(typeof(SelmaException).Module.ModuleHandle);
}
