using static TorchSharp.torch;

namespace Selma.Core.Tests.Golden;

/// <summary>Comparison of tensors with golden values.</summary>
internal static class Numbers
{
    /// <summary>Fails, naming the case and its error, when an entry differs by more than <paramref name="tolerance"/>.</summary>
    public static void Close(string name, Tensor expected, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(error <= tolerance, $"{name}: largest error {error:g3}, allowed {tolerance:g3}");
    }
}
