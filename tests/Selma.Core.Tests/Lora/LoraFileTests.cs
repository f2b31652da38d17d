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
        Write(("lora_unet_mid_block_to_q.lora_down.weight", tensor), ("lora_unet_mid_block_to_q.alpha", tensor));
        var error = Assert.Throws<SelmaException>(() => LoraWeights.Read(File));
        Assert.Equal("SELMA2221", error.Code);
        Assert.Contains("lora_unet_mid_block_to_q.alpha, lora_unet_mid_block_to_q.lora_down.weight", error.Message, StringComparison.Ordinal);
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
        using var wide = ones(2, 3);
        Write(("a.to_q.lora_A.weight", three), ("a.to_q.lora_B.weight", wide), ("b.to_q.lora_A.weight", two), ("b.to_q.lora_B.weight", two));
        Assert.Contains("layer 'b.to_q' has rank 2 and the first 3", Misfit(), StringComparison.Ordinal);
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
