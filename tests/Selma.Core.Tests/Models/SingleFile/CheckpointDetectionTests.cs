using Selma.Core.Models.SingleFile;

namespace Selma.Core.Tests.Models.SingleFile;

public static class CheckpointDetectionTests
{
    private const string UNet = "model.diffusion_model.";
    private const string Convolution = UNet + "input_blocks.0.0.weight";
    private const string Keys = UNet + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight";
    private const string Vae = "first_stage_model.quant_conv.bias";

    [Fact]
    public static void The_width_of_the_context_tells_sd1_from_sd2()
    {
        Assert.Equal(CheckpointKind.StableDiffusion1, Of((Convolution, [320, 4, 3, 3]), (Keys, [320, 768]), (Vae, [8]), Text("transformer.text_model.x")));
        Assert.Equal(CheckpointKind.StableDiffusion2, Of((Convolution, [320, 4, 3, 3]), (Keys, [320, 1024]), (Vae, [8]), Text("model.ln_final.bias")));
    }

    [Fact]
    public static void A_second_text_encoder_tells_sdxl() => Assert.Equal(
        CheckpointKind.StableDiffusionXL,
        Of(
            (Convolution, [320, 4, 3, 3]), (Vae, [8]), ("conditioner.embedders.0.transformer.text_model.x", [1]),
            ("conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias", [1280])));

    [Fact]
    public static void Anything_else_is_refused_with_the_reason()
    {
        Refused("no whole model", ("lora_unet_down.weight", [4]));
        Refused("inpainting", (Convolution, [320, 9, 3, 3]), (Keys, [320, 768]));
        Refused("neither Stable Diffusion 1, 2 nor XL base", (Convolution, [384, 4, 3, 3]));
        Refused("[320, 2048]", (Convolution, [320, 4, 3, 3]), (Keys, [320, 2048]));
        Refused("no tensors of the part 'vae'", (Convolution, [320, 4, 3, 3]), (Keys, [320, 768]));
        Refused("no tensors of the part 'text_encoder'", (Convolution, [320, 4, 3, 3]), (Keys, [320, 768]), (Vae, [8]));
    }

    private static void Refused(string reason, params (string Name, long[] Shape)[] tensors)
    {
        var error = Assert.Throws<SelmaException>(() => Of(tensors));
        Assert.Equal(("SELMA2134", "listed"), (error.Code, error.Place?.File));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static (string Name, long[] Shape) Text(string name) => ("cond_stage_model." + name, [1]);

    private static CheckpointKind Of(params (string Name, long[] Shape)[] tensors)
    {
        using var file = new ListedTensors(tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape));
        return CheckpointDetection.Of(file);
    }
}
