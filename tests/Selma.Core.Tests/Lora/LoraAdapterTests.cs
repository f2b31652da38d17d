using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public sealed class LoraAdapterTests : IDisposable
{
    private static readonly LoraSettings Settings = new() { Rank = 4, Alpha = 8 };
    private readonly UNet _unet = NewUNet();

    public void Dispose() => _unet.Dispose();

    [Fact]
    public void A_new_adapter_changes_nothing()
    {
        var before = Output();
        using var adapter = LoraAdapter.Attach(_unet, Settings, 42);
        Assert.Equal(before, Output());
        Assert.All(_unet.parameters(), parameter => Assert.False(parameter.requires_grad));
        Assert.Equal(["lora_A.weight", "lora_B.weight"], adapter.Parameters.Take(2).Select(item => item.Name[^13..]));
    }

    [Fact]
    public void A_starts_with_deviation_one_over_rank_and_depends_on_seed_and_path_alone()
    {
        using var adapter = LoraAdapter.Attach(_unet, new() { Rank = 64 }, 42);
        using var again = LoraAdapter.Attach(_unet, new() { Rank = 64 }, 42);
        using var other = LoraAdapter.Attach(_unet, new() { Rank = 64 }, 43);
        using var all = cat([.. adapter.Layers.Select(layer => layer.Down.reshape(-1))]);
        Assert.Equal(1 / 64.0, all.std().item<float>(), 1e-4);
        Assert.Equal(adapter.Layers[5].Down.Values(), again.Layers[5].Down.Values());
        Assert.NotEqual(adapter.Layers[5].Down.Values(), other.Layers[5].Down.Values());
        Assert.NotEqual(adapter.Layers[5].Down.Values(), adapter.Layers[7].Down.Values());
    }

    [Fact]
    public void Fused_and_attached_it_gives_the_same_and_detached_nothing()
    {
        var before = Output();
        using var weights = Trained();
        float[] attached;
        using (LoraAdapter.Attach(_unet, weights))
        {
            attached = Output();
        }

        Assert.Equal(before, Output());
        LoraFusion.Fuse(_unet, weights);
        Assert.All(attached.Zip(Output()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(before.Zip(attached), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    [Fact]
    public void Unfused_the_weights_are_those_of_before_bit_by_bit()
    {
        var before = Output();
        using var weights = Trained();
        using (LoraFusion.FuseReversibly(_unet, weights, 0.7))
        {
            Assert.NotEqual(before, Output());
        }

        Assert.Equal(before, Output());
    }

    [Fact]
    public void Fused_into_bfloat16_weights_are_rounded_once()
    {
        using var weights = Trained();
        using var scope = NewDisposeScope();
        var layer = LoraAdapter.Find(_unet, path => path == weights.Layers.Keys.First()).Values.Single();
        _ = _unet.to(ScalarType.BFloat16);
        var expected = layer.weight!.to(ScalarType.Float32).Plus(LoraWeights.Delta(weights.Layers.First().Value)).to(ScalarType.BFloat16);
        LoraFusion.Fuse(_unet, weights);
        Assert.Equal(expected.Values(), layer.weight!.Values());
    }

    [Fact]
    public void An_adapter_of_another_model_is_an_error()
    {
        using var weights = Trained();
        using var other = new UNet(TinyModel.UNetConfig with { CrossAttentionDim = 32 });
        var error = Assert.Throws<SelmaException>(() => LoraFusion.Fuse(other, weights));
        Assert.Equal("SELMA2223", error.Code);
        Assert.Contains("attn2.to_k' is [16, 32] here and [16, 16]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_the_model_lacks_is_an_error()
    {
        using var weights = new LoraWeights([KeyValuePair.Create("mid_block.attn9.to_q", new LoraLayer(ones(1, 2), ones(2, 1)))]);
        Assert.Equal("SELMA2223", Assert.Throws<SelmaException>(() => LoraAdapter.Attach(_unet, weights)).Code);
    }

    [Fact]
    public void Targets_that_match_no_layer_are_an_error() => Assert.Equal(
        "SELMA2223", Assert.Throws<SelmaException>(() => LoraAdapter.Attach(_unet, new() { TargetModules = ["q_proj"] }, 1)).Code);

    internal static UNet NewUNet()
    {
        var unet = new UNet(TinyModel.UNetConfig);
        Miniature.StartValues.Draw(unet, 1, "unet");
        return unet;
    }

    private LoraWeights Trained()
    {
        using var adapter = LoraAdapter.Attach(_unet, Settings, 42);
        using var frozen = no_grad();
        foreach (var layer in adapter.Layers)
        {
            using var noise = Noise.Normal(7, layer.Path, 0, layer.Up.shape);
            layer.Up.PlusInPlace(noise.Times(0.1));
        }

        return adapter.Weights();
    }

    private float[] Output()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return _unet.call(Noise.Normal(1, "x", 0, 2, 4, 8, 8), tensor(new[] { 1L, 500L }), Noise.Normal(1, "c", 0, 2, 10, 16)).Values();
    }
}
