using Selma.Core.Models.Weights;

namespace Selma.Core.Models.SingleFile;

/// <summary>Which tensors of a single-file checkpoint make up a part of the model, and what the part calls them.</summary>
/// <remarks>Names as data: nothing here knows the networks. Source: diffusers, <c>single_file_utils.py</c>; models.md 1.6.</remarks>
internal static class CheckpointNames
{
    private const string UNet = "model.diffusion_model.";
    private static readonly string[] Vae = ["first_stage_model.", "vae."];

    /// <summary>Where a text encoder lies, and whether in OpenCLIP's names.</summary>
    private static readonly Dictionary<(CheckpointKind Kind, string Part), (string Prefix, bool IsOpenClip)> TextEncoders = new()
    {
        [(CheckpointKind.StableDiffusion1, "text_encoder")] = ("cond_stage_model.transformer.", false),
        [(CheckpointKind.StableDiffusion2, "text_encoder")] = ("cond_stage_model.model.", true),
        [(CheckpointKind.StableDiffusionXL, "text_encoder")] = ("conditioner.embedders.0.transformer.", false),
        [(CheckpointKind.StableDiffusionXL, "text_encoder_2")] = ("conditioner.embedders.1.model.", true),
    };

    /// <summary>The tensors of a part.</summary>
    /// <param name="kind">What the checkpoint is of.</param>
    /// <param name="part">A folder of diffusers' layout: <c>unet</c>, <c>vae</c>, <c>text_encoder</c>, <c>text_encoder_2</c>.</param>
    /// <param name="names">All names of the file.</param>
    /// <returns>The part's name for a tensor, the file's name for the tensor that it is cut from, and how.</returns>
    public static IEnumerable<(string Target, string Source, TensorPart Part)> Of(CheckpointKind kind, string part, IEnumerable<string> names) => part switch
    {
        "unet" => Below(UNet, names).Select(name => (UNetNames.Table.Translate(name), UNet + name, TensorPart.Whole)),
        "vae" => Vae.SelectMany(prefix => Below(prefix, names).Select(name =>
            (VaeNames.Table.Translate(name), prefix + name, VaeNames.IsAttention(name) ? TensorPart.Matrix : TensorPart.Whole))),
        _ when TextEncoders.TryGetValue((kind, part), out var encoder) =>
            from name in Below(encoder.Prefix, names)
            where !IsUnused(kind, name)
            from target in encoder.IsOpenClip ? OpenClipNames.Of(name) : [(name, TensorPart.Whole)]
            select (target.Item1, encoder.Prefix + name, target.Item2),
        _ => [],
    };

    private static IEnumerable<string> Below(string prefix, IEnumerable<string> names) =>
        names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    /// <summary>SD 2 reads the layer before the last, so that the last and the projection are not part of the model.</summary>
    private static bool IsUnused(CheckpointKind kind, string name) =>
        name is "logit_scale" || name.EndsWith("position_ids", StringComparison.Ordinal)
        || (kind == CheckpointKind.StableDiffusion2
            && (name == "text_projection" || name.StartsWith("transformer.resblocks.23.", StringComparison.Ordinal)));
}
