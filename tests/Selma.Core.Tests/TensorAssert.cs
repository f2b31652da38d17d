using System.Globalization;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests;

/// <summary>Comparisons of tensors with absolute tolerances.</summary>
internal static class TensorAssert
{
    private static readonly Lock NoteLock = new();

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
        Note(what, distance, tolerance);
        Assert.True(distance <= tolerance, $"{what}: off by {distance:e2}, allowed {tolerance:e2}");
    }

    /// <summary>Adds a line to the file that <c>SELMA_ERRORS</c> names: test, what was compared, error, tolerance. For tables of golden values.</summary>
    public static void Note(string what, double error, double tolerance)
    {
        if (Environment.GetEnvironmentVariable("SELMA_ERRORS") is { } file)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{TestContext.Current.Test?.TestDisplayName}\t{what}\t{error:e2}\t{tolerance:e2}\n");
            lock (NoteLock)
            {
                File.AppendAllText(file, line);
            }
        }
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
