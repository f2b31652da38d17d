using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public static class GradientClipTests
{
    [Theory]
    [InlineData(10, 3, 4)] // a norm of 5 is below 10
    [InlineData(1, 0.6, 0.8)]
    [InlineData(double.PositiveInfinity, 3, 4)]
    public static void The_norm_is_bounded(double maxNorm, float first, float second)
    {
        using var gradient = tensor(new[] { 3f, 4f });
        Assert.Equal(5, GradientClip.Apply(gradient, maxNorm));
        Assert.Equal(first, gradient.data<float>()[0], 1e-6f);
        Assert.Equal(second, gradient.data<float>()[1], 1e-6f);
    }
}
