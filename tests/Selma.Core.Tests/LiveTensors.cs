using static TorchSharp.torch;

namespace Selma.Core.Tests;

/// <summary>Counts tensors of the process; for tests in <see cref="Alone"/>.</summary>
internal static class LiveTensors
{
    /// <summary>Fails when an action leaves tensors undisposed. Those that earlier code left to the finalizer do not count.</summary>
    public static void AssertNoneLeft(Action action)
    {
        action(); // what is made once and kept
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        action();
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors were left.");
    }
}
