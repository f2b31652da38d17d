using System.Security.Cryptography;
using System.Text;
using Selma.Core.Models;
using Selma.Core.Models.Layers;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

public static class UNetTests
{
    private static readonly UNetConfig Small = new()
    {
        SampleSize = 8,
        BlockOutChannels = [32, 64, 64],
        DownAttention = [false, true, true],
        UpAttention = [true, true, false],
        Heads = [8, 8, 8],
        TransformerLayers = [1, 1, 1],
        CrossAttentionDim = 64,
        UseLinearProjection = true,
    };

    [Fact]
    public static void Names_and_shapes_are_those_of_diffusers()
    {
        using var unet = new UNet(Small);
        var lines = unet.named_parameters().Select(p => $"{p.name} {string.Join(',', p.parameter.shape)}").Order(StringComparer.Ordinal);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        Assert.Equal(2_530_308, unet.parameters().Sum(p => p.numel())); // models.md 4.4, small config
        Assert.Equal("96623cde99de4f5b52a246427394e649c4f4f24a4876cf2322a2dd54bc2ae00f", Convert.ToHexStringLower(digest));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public static void In_bfloat16_it_is_the_same_network_with_fewer_digits(bool usesLinear)
    {
        using var unet = new UNet(Small with { UseLinearProjection = usesLinear });
        using var narrow = Layer.Blank(() => new UNet(unet.Config));
        Allocation.Allocate(narrow, new(CPU, ScalarType.BFloat16));
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (from, to) in unet.parameters().Zip(narrow.parameters()))
        {
            _ = to.copy_(from);
        }

        var (sample, timestep, context) = (Noise.Normal(1, 2, 4, 32, 32), tensor(new long[] { 981, 1 }), Noise.Normal(2, 2, 77, 64)); // 1024 positions
        var exact = unet.call(sample, timestep, context);
        var output = narrow.call(sample.to(ScalarType.BFloat16), timestep, context.to(ScalarType.BFloat16));
        Assert.InRange(output.to(ScalarType.Float32).Minus(exact).norm().item<float>() / exact.norm().item<float>(), 1e-4, 0.03);
    }

    [Fact]
    public static void A_forward_pass_keeps_only_its_result_alive()
    {
        using var unet = new UNet(Small);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (sample, timestep, context) = (zeros(2, 4, 8, 8), tensor(new long[] { 981, 1 }), zeros(2, 77, 64));
        var before = scope.DisposablesCount;
        var output = unet.call(sample, timestep, context);
        Assert.Equal([2, 4, 8, 8], output.shape);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }
}
