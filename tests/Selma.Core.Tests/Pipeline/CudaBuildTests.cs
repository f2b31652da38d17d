using System.Runtime.InteropServices;
using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class CudaBuildTests : IDisposable
{
    private static readonly string Library = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_driver_without_the_library_is_no_card()
    {
        AtomicFile.WriteText(_folder.File("driver"), "");
        Assert.False(CudaBuild.HasCard(_folder.FullPath, _folder.File("driver")));
    }

    [Fact]
    public void The_library_lies_beside_the_assembly_or_in_its_runtimes()
    {
        AtomicFile.WriteText(_folder.File("driver"), "");
        AtomicFile.WriteText(_folder.File("published", Library), "");
        AtomicFile.WriteText(_folder.File("built", "runtimes", RuntimeInformation.RuntimeIdentifier, "native", Library), "");
        Assert.True(CudaBuild.HasCard(_folder.File("published"), _folder.File("driver")));
        Assert.True(CudaBuild.HasCard(_folder.File("built"), _folder.File("driver")));
    }

    [Fact]
    public void Linux_needs_a_driver_too()
    {
        AtomicFile.WriteText(_folder.File("published", Library), "");
        Assert.Equal(!OperatingSystem.IsLinux(), CudaBuild.HasCard(_folder.File("published"), _folder.File("driver")));
    }

    public void Dispose() => _folder.Dispose();
}
