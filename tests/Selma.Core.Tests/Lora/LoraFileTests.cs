using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public sealed class LoraFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("pytorch_lora_weights.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LoraNames.Peft, 1)]
    [InlineData(LoraNames.Diffusers, 2.5)]
    public void What_was_written_is_read(LoraNames names, double scale)
    {
        using var scope = NewDisposeScope();
        using var weights = new LoraWeights(
            [
                KeyValuePair.Create("mid_block.attn1.to_q", new LoraLayer(rand(4, 6), rand(8, 4), scale)),
                KeyValuePair.Create("down_blocks.10.attn1.to_out.0", new LoraLayer(rand(4, 6), rand(8, 4), scale)),
                KeyValuePair.Create("down_blocks.2.attn1.to_q", new LoraLayer(rand(4, 6), rand(8, 4), scale)),
            ],
            new Dictionary<string, string> { [LoraWeights.StartKey] = "abc" });
        weights.Write(File, names);
        using var again = LoraWeights.Read(File);
        Assert.Equal(["down_blocks.2.attn1.to_q", "down_blocks.10.attn1.to_out.0", "mid_block.attn1.to_q"], again.Layers.Keys);
        Assert.Equal(scale, again.Scale);
        Assert.Equal("abc", again.Metadata[LoraWeights.StartKey]);
        Assert.All(weights.Layers, item => Assert.Equal(item.Value.Down.Values(), again.Layers[item.Key].Down.Values()));
        Assert.All(weights.Layers, item => Assert.Equal(item.Value.Up.Values(), again.Layers[item.Key].Up.Values()));
    }

    [Fact]
    public void Half_precision_is_read_as_float32()
    {
        using var down = ones([2, 3], dtype: ScalarType.Float16).TimesInPlace(0.5);
        using var up = ones([3, 2], dtype: ScalarType.Float16).TimesInPlace(0.25);
        Write(("unet.mid_block.to_q.lora_A.weight", down), ("unet.mid_block.to_q.lora_B.weight", up));
        using var weights = LoraWeights.Read(File);
        Assert.Equal(ScalarType.Float32, weights.Layers["mid_block.to_q"].Down.dtype);
        Assert.Equal(0.25f, weights.Layers["mid_block.to_q"].Up[0, 0].item<float>());
    }

    [Fact]
    public void Unknown_keys_are_listed()
    {
        using var tensor = ones(2, 2);
        Write(("unet.mid_block.to_q.weight", tensor), ("unet.mid_block.to_q.bias", tensor));
        var error = Assert.Throws<SelmaException>(() => LoraWeights.Read(File));
        Assert.Equal("SELMA2221", error.Code);
        Assert.Contains("unet.mid_block.to_q.bias, unet.mid_block.to_q.weight", error.Message, StringComparison.Ordinal);
        Assert.Equal(File, error.Place!.File);
    }

    [Fact]
    public void A_file_without_tensors_is_an_error()
    {
        Write();
        Assert.Equal("SELMA2221", Assert.Throws<SelmaException>(() => LoraWeights.Read(File)).Code);
    }

    [Fact]
    public void Ranks_that_disagree_are_an_error()
    {
        using var two = ones(2, 2);
        using var three = ones(3, 2);
        Write(("a.to_q.lora_A.weight", three), ("a.to_q.lora_B.weight", two));
        Assert.Contains("A has rank 3 and B 2", Misfit(), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_of_different_ranks_and_alphas_are_read_as_one_rank_with_the_same_updates()
    {
        using var scope = NewDisposeScope();
        var (smallDown, smallUp, down, up) = (rand(2, 6), rand(4, 2), rand(3, 6), rand(4, 3));
        Write(
            ("lora_unet_mid_block_attn1_to_q.lora_down.weight", smallDown), ("lora_unet_mid_block_attn1_to_q.lora_up.weight", smallUp),
            ("lora_unet_mid_block_attn1_to_q.alpha", tensor(1.0)),
            ("lora_unet_mid_block_attn2_to_out_0.lora_down.weight", down), ("lora_unet_mid_block_attn2_to_out_0.lora_up.weight", up));
        using var weights = LoraWeights.Read(File);
        Assert.Equal([3, 3], weights.Layers.Values.Select(layer => layer.Rank));
        Assert.Equal([1.0, 1.0], weights.Layers.Values.Select(layer => layer.Scale));
        TensorAssert.Close(smallUp.matmul(smallDown).Times(0.5), LoraWeights.Delta(weights.Layers["mid_block.attn1.to_q"]), 1e-6);
        TensorAssert.Close(up.matmul(down), LoraWeights.Delta(weights.Layers["mid_block.attn2.to_out.0"]), 1e-6);
    }

    [Theory]
    [InlineData("lora_unet_mid_block_to_q.hada_w1_a", "LoHa")]
    [InlineData("lora_unet_mid_block_to_q.lora_mid.weight", "LoCon")]
    [InlineData("text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", "text encoder")]
    [InlineData("lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", "text encoder")]
    [InlineData("unet.mid_block.to_q.lora_magnitude_vector.weight", "DoRA")]
    [InlineData("unet:0:up", "cloneofsimo")]
    public void Other_kinds_of_adapters_are_refused_by_name(string key, string kind)
    {
        using var tensor = ones(2, 2);
        Write((key, tensor));
        var error = Assert.Throws<SelmaException>(() => LoraWeights.Read(File));
        Assert.Equal("SELMA2221", error.Code);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(kind, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_factor_under_two_names_is_an_error()
    {
        using var tensor = ones(2, 2);
        Write(("unet.a.to_q.lora_A.weight", tensor), ("a.to_q.lora.down.weight", tensor), ("unet.a.to_q.lora_B.weight", tensor));
        Assert.Contains("'a.to_q.lora.down.weight' and 'unet.a.to_q.lora_A.weight' are the same factor", Misfit(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_convolution_of_one_by_one_is_read_as_a_matrix_and_a_wider_one_refused()
    {
        using var scope = NewDisposeScope();
        Write(("unet.a.proj_in.lora.down.weight", ones(2, 4, 1, 1)), ("unet.a.proj_in.lora.up.weight", ones(3, 2, 1, 1)));
        using (var weights = LoraWeights.Read(File))
        {
            Assert.Equal([2, 4], weights.Layers["a.proj_in"].Down.shape);
        }

        Write(("unet.a.proj_in.lora.down.weight", ones(2, 4, 3, 3)), ("unet.a.proj_in.lora.up.weight", ones(3, 2, 1, 1)));
        Assert.Contains("'unet.a.proj_in.lora.down.weight' has the shape [2, 4, 3, 3]", Misfit(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, 1.0)] // 0 stands for the rank, as a missing alpha does
    [InlineData(2.0, 1.0)]
    [InlineData(1.0, 0.5)]
    [InlineData(5.0, 2.5)]
    public void Alpha_over_rank_is_the_scale(double alpha, double scale)
    {
        using var scope = NewDisposeScope();
        Write(
            ("lora_unet_mid_block_attn1_to_q.lora_down.weight", ones(2, 3)), ("lora_unet_mid_block_attn1_to_q.lora_up.weight", ones(4, 2)),
            ("lora_unet_mid_block_attn1_to_q.alpha", tensor(alpha)));
        using var weights = LoraWeights.Read(File);
        Assert.Equal(scale, weights.Scale);
    }

    [Fact]
    public void Alpha_must_be_one_number_above_zero_and_given_once()
    {
        using var scope = NewDisposeScope();
        var factors = new[] { ("unet.a.attn1.to_q.lora_A.weight", ones(2, 2)), ("unet.a.attn1.to_q.lora_B.weight", ones(2, 2)) };
        Write([.. factors, ("unet.a.attn1.to_q.alpha", tensor(-1.0))]);
        Assert.Contains("'unet.a.attn1.to_q.alpha' is -1", Misfit(), StringComparison.Ordinal);
        Write([.. factors, ("unet.a.attn1.to_q.alpha", ones(2))]);
        Assert.Contains("'unet.a.attn1.to_q.alpha' is not one number", Misfit(), StringComparison.Ordinal);
        TensorFile.Write(
            File,
            factors.Append(("unet.a.attn1.to_q.alpha", tensor(1.0))).Select(item => KeyValuePair.Create(item.Item1, item.Item2)),
            new Dictionary<string, string> { [LoraConfig.MetadataKey] = "{\"unet.lora_alpha\": 4}" });
        Assert.Contains("both give alpha", Misfit(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_factor_is_an_error()
    {
        using var tensor = ones(2, 2);
        Write(("a.to_q.lora_A.weight", tensor));
        Assert.Contains("layer 'a.to_q' lacks its factor B", Misfit(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_an_error()
    {
        using var tensor = ones(2, 2);
        Write(("a.to_q.lora_A.weight", tensor), ("a.to_q.lora_B.weight", tensor));
        using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.SetLength(stream.Length - 3);
        }

        Assert.Equal("SELMA2103", Assert.Throws<SelmaException>(() => LoraWeights.Read(File)).Code);
    }

    private string Misfit()
    {
        var error = Assert.Throws<SelmaException>(() => LoraWeights.Read(File));
        Assert.Equal("SELMA2222", error.Code);
        return error.Message;
    }

    private void Write(params (string Name, Tensor Tensor)[] tensors) =>
        TensorFile.Write(File, tensors.Select(item => KeyValuePair.Create(item.Name, item.Tensor)));

    private static Tensor rand(params long[] shape) => Core.Numerics.Noise.Normal(1, "rand", shape[0], shape);
}
