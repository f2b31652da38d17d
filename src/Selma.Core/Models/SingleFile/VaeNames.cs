namespace Selma.Core.Models.SingleFile;

/// <summary>The autoencoder's names in original checkpoints; they count the decoder's levels from the image, diffusers from the latent.</summary>
/// <remarks>Source: CompVis/stable-diffusion, <c>ldm/modules/diffusionmodules/model.py</c>; diffusers, <c>single_file_utils.py</c>.</remarks>
internal static class VaeNames
{
    private const int Levels = 4;
    private const int MostBlocks = 3;

    private static readonly (string From, string To)[] Attention =
    [
        ("norm.", "group_norm."), ("proj_out.", "to_out.0."), ("q.", "to_q."), ("k.", "to_k."), ("v.", "to_v."),
    ];

    /// <summary>Original names and diffusers'.</summary>
    public static NameTable Table { get; } = new(Beginnings(), [("nin_shortcut.", "conv_shortcut.")]);

    /// <summary>Whether a tensor belongs to the attention, whose layers are 1x1 convolutions there and matrices in diffusers.</summary>
    public static bool IsAttention(string name) => name.Contains(".mid.attn_1.", StringComparison.Ordinal);

    private static Dictionary<string, string> Beginnings()
    {
        var table = new Dictionary<string, string>();
        foreach (var side in new[] { "encoder", "decoder" })
        {
            table[$"{side}.norm_out."] = $"{side}.conv_norm_out.";
            table[$"{side}.mid.block_1."] = $"{side}.mid_block.resnets.0.";
            table[$"{side}.mid.block_2."] = $"{side}.mid_block.resnets.1.";
            foreach (var (from, to) in Attention)
            {
                table[$"{side}.mid.attn_1.{from}"] = $"{side}.mid_block.attentions.0.{to}";
            }
        }

        for (var level = 0; level < Levels; level++)
        {
            table[$"encoder.down.{level}.downsample.conv."] = $"encoder.down_blocks.{level}.downsamplers.0.conv.";
            table[$"decoder.up.{level}.upsample.conv."] = $"decoder.up_blocks.{Levels - 1 - level}.upsamplers.0.conv.";
            for (var block = 0; block < MostBlocks; block++)
            {
                table[$"encoder.down.{level}.block.{block}."] = $"encoder.down_blocks.{level}.resnets.{block}.";
                table[$"decoder.up.{level}.block.{block}."] = $"decoder.up_blocks.{Levels - 1 - level}.resnets.{block}.";
            }
        }

        return table;
    }
}
