using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.SingleFile;
using Selma.Core.Models.Text;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.SingleFile;

public static class CheckpointFolderTests
{
    private const string UNet = "model.diffusion_model.";

    [Fact]
    public static void A_single_file_gets_the_configurations_of_its_kind_and_a_tokenizer()
    {
        using var folder = new TemporaryFolder();
        CheckpointFolder.Write(folder.File("made"), Checkpoint(folder, 768, "cond_stage_model.transformer.text_model.x"), null, Tokenizer(folder));
        Assert.Equivalent(new UNetConfig(), UNetConfig.Read(folder.File("made", "unet", "config.json")), strict: true); // whose defaults are those of SD 1
        Assert.Equal(0.18215, VaeConfig.Read(folder.File("made", "vae", "config.json")).ScalingFactor);
        Assert.Equal((768L, 12, 12L), Text(folder) is var text ? (text.HiddenSize, text.Layers, text.Heads) : default);
        Assert.Equal(PredictionType.Epsilon, SchedulerConfig.Read(folder.File("made", "scheduler", "scheduler_config.json")).PredictionType);
        Assert.False(PipelineIndex.Read(folder.File("made")).IsXl);
        Assert.Equal(2, ClipTokenizer.Load(folder.File("made", "tokenizer")).PaddingId); // the end's id, as SD 1 pads
        Assert.Equal(new(folder.File("x.safetensors"), CheckpointKind.StableDiffusion1), CheckpointPointer.Find(folder.File("made", "unet")));
    }

    [Theory]
    [InlineData("v_prediction", "DDIMScheduler", PredictionType.VPrediction, 96)]
    [InlineData("epsilon", "PNDMScheduler", PredictionType.Epsilon, 64)]
    public static void Stable_diffusion_2_is_what_its_owner_says(string prediction, string scheduler, PredictionType type, long size)
    {
        using var folder = new TemporaryFolder();
        CheckpointFolder.Write(folder.File("made"), Checkpoint(folder, 1024, "cond_stage_model.model.ln_final.bias"), prediction, Tokenizer(folder));
        var config = SchedulerConfig.Read(folder.File("made", "scheduler", "scheduler_config.json"));
        Assert.Equal((scheduler, type), (config.ClassName, config.PredictionType));
        Assert.Equal(size, UNetConfig.Read(folder.File("made", "unet", "config.json")).SampleSize);
        Assert.Equal((1024L, 23, "gelu"), Text(folder) is var text ? (text.HiddenSize, text.Layers, text.Activation) : default);
        Assert.Equal(0, ClipTokenizer.Load(folder.File("made", "tokenizer")).PaddingId); // "!"
    }

    [Fact]
    public static void Sdxl_has_two_text_encoders_and_two_tokenizers()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        TensorFile.Write(folder.File("xl.safetensors"), new Dictionary<string, Tensor>
        {
            [UNet + "input_blocks.0.0.weight"] = zeros(1, 4, 3, 3),
            ["first_stage_model.quant_conv.bias"] = zeros(1),
            ["conditioner.embedders.0.transformer.text_model.x"] = zeros(1),
            ["conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias"] = zeros(1),
        });
        CheckpointFolder.Write(folder.File("made"), folder.File("xl.safetensors"), null, Tokenizer(folder));
        Assert.Equal(new(true, true), PipelineIndex.Read(folder.File("made")));
        Assert.Equal(0.13025, VaeConfig.Read(folder.File("made", "vae", "config.json")).ScalingFactor);
        var second = ClipTextConfig.Read(folder.File("made", "text_encoder_2", "config.json"), true);
        Assert.Equal((1280L, 32, 20L, "gelu"), (second.HiddenSize, second.Layers, second.Heads, second.Activation));
        Assert.Equal([1, 2, 10], UNetConfig.Read(folder.File("made", "unet", "config.json")).TransformerLayers);
        Assert.Equal(2, ClipTokenizer.Load(folder.File("made", "tokenizer")).PaddingId);
        Assert.Equal(0, ClipTokenizer.Load(folder.File("made", "tokenizer_2")).PaddingId);
    }

    [Fact]
    public static void What_the_file_does_not_say_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Checkpoint(folder, 1024, "cond_stage_model.model.ln_final.bias");
        var error = Assert.Throws<SelmaException>(() => CheckpointFolder.Write(folder.File("made"), checkpoint, null, Tokenizer(folder)));
        Assert.Equal(("SELMA2135", checkpoint), (error.Code, error.Place?.File));
        Assert.Contains("prediction_type", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SelmaException>(() => CheckpointFolder.Write(folder.File("made"), checkpoint, "epsilon", folder.FullPath));
        Assert.Equal("SELMA2135", error.Code);
        Assert.Contains("tokenizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void Writing_again_touches_nothing_that_is_as_it_should_be()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Checkpoint(folder, 768, "cond_stage_model.transformer.text_model.x");
        var tokenizer = Tokenizer(folder);
        CheckpointFolder.Write(folder.File("made"), checkpoint, null, tokenizer);
        var before = Directory.GetFiles(folder.File("made"), "*", SearchOption.AllDirectories).ToDictionary(file => file, FileStamp.Of);
        CheckpointFolder.Write(folder.File("made"), checkpoint, null, tokenizer);
        Assert.Equal(before, Directory.GetFiles(folder.File("made"), "*", SearchOption.AllDirectories).ToDictionary(file => file, FileStamp.Of));
    }

    private static ClipTextConfig Text(TemporaryFolder folder) => ClipTextConfig.Read(folder.File("made", "text_encoder", "config.json"));

    private static string Tokenizer(TemporaryFolder folder)
    {
        AtomicFile.WriteText(folder.File("clip", "tokenizer", "vocab.json"), """{"!": 0, "<|startoftext|>": 1, "<|endoftext|>": 2}""");
        AtomicFile.WriteText(folder.File("clip", "tokenizer", "merges.txt"), "#version: 0.2\n");
        return folder.File("clip");
    }

    private static string Checkpoint(TemporaryFolder folder, long context, string text)
    {
        using var scope = NewDisposeScope();
        TensorFile.Write(folder.File("x.safetensors"), new Dictionary<string, Tensor>
        {
            [UNet + "input_blocks.0.0.weight"] = zeros(1, 4, 3, 3),
            [UNet + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight"] = zeros(1, context),
            ["first_stage_model.quant_conv.bias"] = zeros(1),
            [text] = zeros(1),
        });
        return folder.File("x.safetensors");
    }
}
