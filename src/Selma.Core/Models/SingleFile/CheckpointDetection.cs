using Selma.Core.Artifacts;

namespace Selma.Core.Models.SingleFile;

/// <summary>Tells by names and shapes what a single file is a checkpoint of.</summary>
/// <remarks>Source: diffusers, <c>single_file_utils.py</c>.</remarks>
internal static class CheckpointDetection
{
    private const string FirstConvolution = "model.diffusion_model.input_blocks.0.0.weight";
    private const string FirstKeys = "model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight";
    private const string SecondEncoder = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias";
    private const long LatentChannels = 4;
    private const long ContextOfSd1 = 768, ContextOfSd2 = 1024;

    /// <summary>What a file is a checkpoint of.</summary>
    /// <exception cref="SelmaException">SELMA2134: none of these, or one without a part.</exception>
    public static CheckpointKind Of(ITensorFile file)
    {
        if (!file.Contains(FirstConvolution))
        {
            throw Unknown(file, $"it has no '{FirstConvolution}'. A LoRA, an autoencoder or a text encoder alone is no whole model");
        }

        if (file[FirstConvolution].Shape is not [_, LatentChannels, _, _])
        {
            throw Unknown(file, "its first layer does not take 4 channels: an inpainting or image-to-image model");
        }

        var kind = Kind(file);
        return Missing(kind, file) is { } part
            ? throw Unknown(file, $"it holds no tensors of the part '{part}'")
            : kind;
    }

    private static CheckpointKind Kind(ITensorFile file) =>
        file.Contains(SecondEncoder) ? CheckpointKind.StableDiffusionXL
        : !file.Contains(FirstKeys) ? throw Unknown(file, "it is neither Stable Diffusion 1, 2 nor XL base")
        : file[FirstKeys].Shape switch
        {
            [_, ContextOfSd1] => CheckpointKind.StableDiffusion1,
            [_, ContextOfSd2] => CheckpointKind.StableDiffusion2,
            var shape => throw Unknown(file, $"its context has the shape [{string.Join(", ", shape)}], not a width of {ContextOfSd1} or {ContextOfSd2}"),
        };

    private static string? Missing(CheckpointKind kind, ITensorFile file)
    {
        string[] parts = kind == CheckpointKind.StableDiffusionXL ? ["unet", "vae", "text_encoder", "text_encoder_2"] : ["unet", "vae", "text_encoder"];
        return Array.Find(parts, part => !CheckpointNames.Of(kind, part, file.Names).Any());
    }

    private static SelmaException Unknown(ITensorFile file, string why) => new(
        "SELMA2134",
        $"This file is no checkpoint that can be read: {why}. Use a single file of Stable Diffusion 1, 2 or XL base, or the model's folder.",
        new(file.Path));
}
