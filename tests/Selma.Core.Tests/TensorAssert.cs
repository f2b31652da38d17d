using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests;

/// <summary>Comparisons of tensors with absolute tolerances.</summary>
internal static class TensorAssert
{
    /// <summary>The elements, row-major, as float32.</summary>
    public static float[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.numel() == 0 ? [] : tensor.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>Same shape, and no element further from the expected than <paramref name="tolerance"/>.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance, string what = "tensor")
    {
        Assert.Equal(expected.shape, actual.shape);
        var distance = Distance(expected, actual);
        Assert.True(distance <= tolerance, $"{what}: off by {distance:e2}, allowed {tolerance:e2}");
    }

    /// <summary>Largest absolute difference; NaN where either has one.</summary>
    public static double Distance(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        return expected.numel() == 0
            ? 0
            : expected.to(ScalarType.Float64).Minus(actual.to(ScalarType.Float64)).abs().max().item<double>();
    }
}
