using CsCheck;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public sealed class LoraRoundTripTests : IDisposable
{
    private static readonly Gen<LoraWeights> Weights =
        from rank in Gen.Int[1, 4]
        from scale in Any(1.0, 0.5, 2.5)
        from sdxl in Gen.Bool
        from width in Any(3, 5)
        from values in Gen.Float[-1, 1].Array[400]
        select Make(rank, scale, sdxl, width, values);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LoraNames.Peft)]
    [InlineData(LoraNames.Diffusers)]
    [InlineData(LoraNames.Kohya)]
    [InlineData(LoraNames.KohyaSgm)]
    [InlineData(LoraNames.PeftFolder)]
    public void Factors_and_scale_survive_bit_by_bit(LoraNames names) => Weights.Sample(
        weights =>
        {
            using (weights)
            {
                using var again = WriteAndRead(weights, names);
                Assert.Equal(weights.Layers.Keys, again.Layers.Keys);
                Assert.Equal(weights.Scale, again.Scale);
                Assert.All(weights.Layers, item => Assert.Equal(item.Value.Down.Values(), again.Layers[item.Key].Down.Values()));
                Assert.All(weights.Layers, item => Assert.Equal(item.Value.Up.Values(), again.Layers[item.Key].Up.Values()));
            }
        },
        iter: 10,
        threads: 1);

    [Fact]
    public void Names_without_alpha_take_it_into_B() => Weights.Sample(
        weights =>
        {
            using (weights)
            {
                using var again = WriteAndRead(weights, LoraNames.DiffusersOld);
                Assert.Equal(1, again.Scale);
                AssertSameUpdates(weights, again);
                Assert.All(weights.Layers, item => Assert.Equal(item.Value.Down.Values(), again.Layers[item.Key].Down.Values()));
            }
        },
        iter: 10,
        threads: 1);

    [Fact]
    public void Through_all_names_in_turn_the_file_is_the_same_in_the_end()
    {
        using var weights = Make(3, 0.5, sdxl: true, 5, [.. Enumerable.Range(0, 400).Select(i => (i % 17) / 16f)]);
        weights.Write(_folder.File("first.safetensors"));
        var current = LoraWeights.Read(_folder.File("first.safetensors"));
        foreach (var names in new[] { LoraNames.KohyaSgm, LoraNames.Diffusers, LoraNames.PeftFolder, LoraNames.Kohya })
        {
            using var before = current;
            current = WriteAndRead(before, names);
        }

        current.Write(_folder.File("last.safetensors"));
        current.Dispose();
        Assert.Equal(File.ReadAllBytes(_folder.File("first.safetensors")), File.ReadAllBytes(_folder.File("last.safetensors")));
    }

    [Fact]
    public void Uneven_layers_are_written_with_one_rank_and_alpha()
    {
        using var scope = NewDisposeScope();
        using var weights = new LoraWeights(
            [
                new("mid_block.attentions.0.transformer_blocks.0.attn1.to_q", new LoraLayer(ones(2, 3), ones(4, 2), 0.5)),
                new("mid_block.attentions.0.transformer_blocks.0.attn1.to_k", new LoraLayer(ones(1, 3), ones(4, 1), 3)),
            ]);
        using var again = WriteAndRead(weights, LoraNames.Kohya);
        Assert.Equal([2L, 2], again.Layers.Values.Select(layer => layer.Rank));
        AssertSameUpdates(weights, again);
    }

    [Fact]
    public void Kohyas_files_say_rank_alpha_model_and_digest()
    {
        using var weights = Make(2, 0.5, sdxl: true, 2048, [.. Enumerable.Range(0, 9000).Select(i => i / 9000f)]);
        var path = _folder.File("kohya.safetensors");
        weights.Write(path, LoraNames.KohyaSgm);
        using var file = SafeTensors.Open(path);
        Assert.Equal("networks.lora", file.Metadata["ss_network_module"]);
        Assert.Equal("2", file.Metadata["ss_network_dim"]);
        Assert.Equal("1.0", file.Metadata["ss_network_alpha"]);
        Assert.Equal("sdxl_base_v1-0", file.Metadata["ss_base_model_version"]);
        Assert.Equal("stable-diffusion-xl-v1-base/lora", file.Metadata["modelspec.architecture"]);
        var start = file.Names.Min(name => file[name].Offset);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path).AsSpan((int)start))),
            file.Metadata["sshs_model_hash"]); // over all that follows the header
        Assert.Contains("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight", file.Names);
    }

    [Fact]
    public void A_folder_of_PEFT_has_its_configuration()
    {
        using var weights = Make(2, 2.5, sdxl: false, 3, [.. Enumerable.Range(0, 400).Select(i => i / 400f)]);
        weights.Write(_folder.File("peft"), LoraNames.PeftFolder);
        var config = System.Text.Json.JsonDocument.Parse(File.ReadAllText(_folder.File("peft", "adapter_config.json"))).RootElement;
        Assert.Equal((2, 5.0, "LORA"), (config.GetProperty("r").GetInt32(), config.GetProperty("lora_alpha").GetDouble(), config.GetProperty("peft_type").GetString()));
        Assert.Equal(["to_out.0", "to_k"], config.GetProperty("target_modules").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(2.5, LoraWeights.Read(_folder.File("peft")).Scale);
        Assert.Equal(2.5, LoraWeights.Read(_folder.File("peft", "adapter_model.safetensors")).Scale);
    }

    [Fact]
    public void Rank_stabilized_scaling_and_patterns_of_alpha_are_followed()
    {
        var config = LoraConfig.Parse("""{"lora_alpha": 8, "use_rslora": true, "alpha_pattern": {"attn1.to_q": 4}}""", "", "x", "x");
        Assert.Equal((2.0, 4.0), (config.Scale("a.attn1.to_q", 4), config.Scale("a.attn2.to_q", 4)));
    }

    [Fact]
    public void Old_names_cannot_name_what_is_no_attention()
    {
        using var weights = new LoraWeights([new("mid_block.attentions.0.transformer_blocks.0.ff.net.2", new LoraLayer(ones(1, 2), ones(2, 1)))]);
        Assert.Equal("SELMA2224", Assert.Throws<SelmaException>(() => weights.Write(_folder.File("x"), LoraNames.DiffusersOld)).Code);
    }

    private static LoraWeights Make(int rank, double scale, bool sdxl, int width, float[] values)
    {
        var block = sdxl ? "down_blocks.1.attentions.0.transformer_blocks" : "down_blocks.0.attentions.0.transformer_blocks";
        string[] paths = [$"{block}.0.attn2.to_k", $"{block}.0.attn1.to_out.0", .. sdxl ? [$"up_blocks.0.attentions.2.transformer_blocks.9.attn1.to_v"] : Array.Empty<string>()];
        return new(
            paths.Select((path, i) => KeyValuePair.Create(
                path,
                new LoraLayer(
                    tensor(values[(i * 10)..((i * 10) + (rank * width))]).view(rank, width), tensor(values[(i * 7)..((i * 7) + (4 * rank))]).view(4, rank), scale))).ToList(),
            new Dictionary<string, string> { [LoraWeights.StartKey] = "abc" });
    }

    private static void AssertSameUpdates(LoraWeights expected, LoraWeights actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.Layers.Keys, actual.Layers.Keys);
        Assert.All(expected.Layers, item => TensorAssert.Close(LoraWeights.Delta(item.Value), LoraWeights.Delta(actual.Layers[item.Key]), 1e-5, item.Key));
    }

    private LoraWeights WriteAndRead(LoraWeights weights, LoraNames names)
    {
        var path = _folder.File(names.ToString());
        weights.Write(path, names);
        return LoraWeights.Read(path);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
