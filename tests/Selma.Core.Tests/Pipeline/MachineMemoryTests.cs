using Selma.Core.Artifacts;
using Selma.Core.Pipeline;
using Selma.TestKit;

namespace Selma.Core.Tests.Pipeline;

public sealed class MachineMemoryTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    [Fact]
    public void What_the_system_says_is_free()
    {
        Write("proc/meminfo", "MemTotal:       24000000 kB\nMemFree:          100000 kB\nMemAvailable:   22000000 kB\n");
        Write("sys/fs/cgroup/memory.max", "max\n");
        Write("sys/fs/cgroup/memory.current", "5000\n");
        Assert.Equal(22_000_000L * 1024, MachineMemory.Free(_root.FullPath));
    }

    [Theory]
    [InlineData("memory.max", "memory.current", "memory.stat", "inactive_file")]
    [InlineData("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file")]
    public void A_containers_limit_leaves_less(string limit, string used, string details, string idle)
    {
        Write("proc/meminfo", "MemAvailable:   22000000 kB\n");
        Write($"sys/fs/cgroup/{limit}", "8000000000\n");
        Write($"sys/fs/cgroup/{used}", "3000000000\n");
        Assert.Equal(5_000_000_000, MachineMemory.Free(_root.FullPath));
        Write($"sys/fs/cgroup/{details}", $"active_file 7\n{idle} 1000000000\n");
        Assert.Equal(6_000_000_000, MachineMemory.Free(_root.FullPath));
    }

    [Fact]
    public void Elsewhere_it_is_not_known() => Assert.Null(MachineMemory.Free(_root.FullPath));

    public void Dispose() => _root.Dispose();

    private void Write(string path, string text) => AtomicFile.WriteText(_root.File(path), text);
}
