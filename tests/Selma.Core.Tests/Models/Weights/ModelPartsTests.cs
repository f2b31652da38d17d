using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Weights;

public static class ModelPartsTests
{
    private const string Config = """{"block_out_channels": [8, 8], "norm_num_groups": 4, "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"]}""";
    private const string WeightFile = "diffusion_pytorch_model.safetensors";

    [Fact]
    public static void A_part_is_filled_frozen_and_in_the_asked_precision()
    {
        using var folder = new TemporaryFolder();
        var weights = WriteVae(folder);
        using var vae = ModelParts.Vae(folder.FullPath, new Compute(CPU, ScalarType.BFloat16));
        Assert.All(vae.named_parameters(), entry =>
        {
            Assert.Equal(ScalarType.BFloat16, entry.parameter.dtype);
            Assert.False(entry.parameter.requires_grad);
            using var scope = NewDisposeScope();
            TensorAssert.Close(weights[entry.name].to(ScalarType.BFloat16), entry.parameter, 0, entry.name);
        });
        Assert.False(vae.training);
    }

    [Fact]
    public static void A_torch_file_gives_the_same_part()
    {
        using var folder = new TemporaryFolder();
        var weights = WriteVae(folder);
        AtomicFile.WriteBytes(
            folder.File("diffusion_pytorch_model.bin"),
            Artifacts.Pickles.TorchSample.FileOf([.. weights.Select(entry => (entry.Key, entry.Value.bytes.ToArray(), entry.Value.shape))]));
        File.Delete(folder.File(WeightFile));
        using var vae = ModelParts.Vae(folder.FullPath, Compute.Cpu);
        Assert.All(vae.named_parameters(), entry => TensorAssert.Close(weights[entry.name], entry.parameter, 0, entry.name));
    }

    [Fact]
    public static void A_safetensors_file_is_preferred_to_a_torch_file()
    {
        using var folder = new TemporaryFolder();
        _ = WriteVae(folder);
        AtomicFile.WriteText(folder.File("diffusion_pytorch_model.bin"), "not read");
        using var vae = ModelParts.Vae(folder.FullPath, Compute.Cpu);
        Assert.NotNull(vae);
    }

    [Fact]
    public static void A_missing_tensor_is_named()
    {
        using var folder = new TemporaryFolder();
        var error = LoadChanged(folder, weights => weights.Remove("quant_conv.bias"));
        Assert.Equal("SELMA2117", error.Code);
        Assert.Equal(folder.File(WeightFile), error.Place?.File);
        Assert.Contains("1 missing: quant_conv.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void An_unexpected_tensor_is_named()
    {
        using var folder = new TemporaryFolder();
        var error = LoadChanged(folder, weights => weights["extra.weight"] = ones(1));
        Assert.Contains("1 not expected: extra.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_shape_that_would_broadcast_is_refused_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var error = LoadChanged(folder, weights => weights["quant_conv.bias"] = ones(1));
        Assert.Contains("1 of another shape: quant_conv.bias is [1] instead of [8]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "../other.safetensors"}}""", "outside its folder")]
    [InlineData("""{"weight_map": {"a": 3}}""", "cannot be read")]
    [InlineData("""{}""", "cannot be read")]
    [InlineData("""{"weight_map": {"a": "shard.safetensors"}}""", "lacks it")]
    public static void A_bad_index_of_shards_is_refused(string index, string reason)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder.File("config.json"), Config);
        AtomicFile.WriteText(folder.File("diffusion_pytorch_model.safetensors.index.json"), index);
        using var other = ones(1);
        TensorFile.Write(folder.File("shard.safetensors"), [new("b", other)]);
        var error = Assert.Throws<SelmaException>(() => ModelParts.Vae(folder.FullPath, Compute.Cpu));
        Assert.Equal("SELMA2116", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_truncated_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        _ = WriteVae(folder);
        AtomicFile.WriteBytes(folder.File(WeightFile), File.ReadAllBytes(folder.File(WeightFile))[..^1]);
        var error = Assert.Throws<SelmaException>(() => ModelParts.Vae(folder.FullPath, Compute.Cpu));
        Assert.Equal(("SELMA2103", folder.File(WeightFile)), (error.Code, error.Place?.File));
    }

    [Theory]
    [InlineData("""{"_class_name": "FluxPipeline"}""", "FluxPipeline")]
    [InlineData("""{"_class_name": "StableDiffusionXLPipeline", "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"], "text_encoder_2": ["transformers", "CLIPTextModel"]}""", "'text_encoder_2'")]
    [InlineData("""{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet3D"]}""", "'unet'")]
    public static void Another_kind_of_model_is_refused(string index, string reason)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder.File("model_index.json"), index);
        var error = Assert.Throws<SelmaException>(() => TextToImageModel.Load(folder.FullPath, Compute.Cpu));
        Assert.Equal("SELMA2118", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.8.0", 8, 64)] // diffusers takes old small sizes for 64
    [InlineData("0.9.0", 8, 8)]
    [InlineData("0.8.0", 96, 96)]
    [InlineData("1.2.0", 8, 8)]
    public static void The_latents_size_depends_on_the_files_version(string version, long stated, int expected)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder.File("config.json"), $$"""{"_diffusers_version": "{{version}}"}""");
        Assert.Equal(expected, PipelineIndex.LatentSize(folder.FullPath, stated));
    }

    private static SelmaException LoadChanged(TemporaryFolder folder, Action<Dictionary<string, Tensor>> change)
    {
        var weights = WriteVae(folder);
        change(weights);
        TensorFile.Write(folder.File(WeightFile), weights);
        return Assert.Throws<SelmaException>(() => ModelParts.Vae(folder.FullPath, Compute.Cpu));
    }

    private static Dictionary<string, Tensor> WriteVae(TemporaryFolder folder)
    {
        AtomicFile.WriteText(folder.File("config.json"), Config);
        using var vae = new Vae(VaeConfig.Read(folder.File("config.json")));
        var weights = vae.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter.detach().clone());
        TensorFile.Write(folder.File(WeightFile), weights);
        return weights;
    }
}
