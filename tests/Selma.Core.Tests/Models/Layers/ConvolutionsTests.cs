using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Layers;

public static class ConvolutionsTests
{
    [Theory]
    [InlineData(1, 16, 24, 1)]
    [InlineData(2, 24, 16, 1)]
    [InlineData(2, 4, 24, 3)]
    [InlineData(2, 16, 16, 3)]
    [InlineData(1, 24, 24, 3)]
    [InlineData(2, 24, 24, 3)] // libtorch alone: wrong
    [InlineData(3, 40, 4, 3)]
    [InlineData(1, 4, 24, 3)] // a single small map
    public static void A_convolution_is_the_sum_over_its_window(int batch, int channels, int outChannels, int kernel)
    {
        using var conv = nn.Conv2d(channels, outChannels, kernel, padding: kernel / 2);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Dirty();
        var x = Noise.Normal(1, batch, channels, 6, 4);
        var windows = nn.functional.unfold(x, (kernel, kernel), (1, 1), (kernel / 2, kernel / 2), (1, 1)); // [B, in k k, H W]
        var expected = einsum("oc,bcp->bop", conv.weight!.flatten(1), windows).Plus(conv.bias!.unsqueeze(-1)).unflatten(2, [6, 4]);
        TensorAssert.Close(expected, conv.Convolve(x), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public static void A_single_small_map_may_be_halved(int padding)
    {
        using var conv = nn.Conv2d(16, 32, 3, stride: 2, padding: padding);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var x = Noise.Normal(1, 1, 16, 9, 6);
        TensorAssert.Close(conv.call(cat([x, x])).narrow(0, 0, 1), conv.Convolve(x), 1e-5);
    }

    [Fact]
    public static void A_single_small_map_has_the_gradient_of_a_convolution()
    {
        using var conv = nn.Conv2d(16, 32, 3, padding: 1);
        using var scope = NewDisposeScope();
        var (one, pair) = (Noise.Normal(1, 1, 16, 6, 4).requires_grad_(true), Noise.Normal(1, 1, 16, 6, 4).expand(2, -1, -1, -1).clone().requires_grad_(true));
        var direction = Noise.Normal(2, 1, 32, 6, 4);
        var own = autograd.grad([conv.Convolve(one)], [one, conv.weight!], [direction]);
        var expected = autograd.grad([conv.call(pair)], [pair, conv.weight!], [direction.expand(2, -1, -1, -1)]);
        TensorAssert.Close(expected[0].narrow(0, 0, 1), own[0], 1e-4);
        TensorAssert.Close(expected[1].Over(2), own[1], 1e-4);
    }

    [Theory]
    [InlineData(2, 512, 16, 3)] // a matrix product
    [InlineData(2, 32, 48, 3)]
    [InlineData(1, 4, 32, 3)]
    [InlineData(2, 64, 32, 1)]
    public static void In_bfloat16_the_order_of_channels_in_memory_changes_nothing_but_itself(int batch, int channels, int outChannels, int kernel)
    {
        using var conv = nn.Conv2d(channels, outChannels, kernel, padding: kernel / 2);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var x = Noise.Normal(1, batch, channels, 6, 4).to(ScalarType.BFloat16);
        var exact = conv.to(ScalarType.BFloat16).to(ScalarType.Float32).Convolve(x.to(ScalarType.Float32));
        var narrow = conv.to(ScalarType.BFloat16);
        var (plain, last) = (narrow.Convolve(x), narrow.Convolve(ChannelsLast.Of(x)));
        Assert.False(ChannelsLast.Is(plain));
        Assert.True(ChannelsLast.Is(last));
        Assert.True(plain.is_contiguous());
        var scale = exact.abs().max().item<float>();
        TensorAssert.Close(exact, plain, 0.01 * scale);
        TensorAssert.Close(exact, last, 0.01 * scale);
    }

    /// <summary>Leaves NaNs in freed memory, where a kernel that reads beyond its tensors finds them.</summary>
    private static void Dirty()
    {
        using var scope = NewDisposeScope();
        for (var size = 1; size < 8000; size += 37)
        {
            _ = zeros([size]).PlusInPlace(double.NaN);
        }
    }
}
