namespace Selma.Core.Models.SingleFile;

/// <summary>The denoising network's names in original checkpoints.</summary>
/// <remarks>
/// There, <c>input_blocks</c> and <c>output_blocks</c> count residual blocks and resampling in one row: with two blocks a level, three
/// entries a level. Source: CompVis/stable-diffusion, <c>openaimodel.py</c>; diffusers, <c>single_file_utils.py</c>.
/// </remarks>
internal static class UNetNames
{
    private const int LevelLength = 3; // two residual blocks and a resampling; on the way up three residual blocks
    private const int MostBlocks = 12;

    private static readonly (string From, string To)[] Residual =
    [
        ("in_layers.0.", "norm1."), ("in_layers.2.", "conv1."), ("emb_layers.1.", "time_emb_proj."),
        ("out_layers.0.", "norm2."), ("out_layers.3.", "conv2."), ("skip_connection.", "conv_shortcut."),
    ];

    /// <summary>Original names and diffusers'.</summary>
    public static NameTable Table { get; } = new(Beginnings(), Residual);

    private static Dictionary<string, string> Beginnings()
    {
        var table = new Dictionary<string, string>
        {
            ["time_embed.0."] = "time_embedding.linear_1.",
            ["time_embed.2."] = "time_embedding.linear_2.",
            ["label_emb.0.0."] = "add_embedding.linear_1.", // SDXL
            ["label_emb.0.2."] = "add_embedding.linear_2.",
            ["input_blocks.0.0."] = "conv_in.",
            ["middle_block.0."] = "mid_block.resnets.0.",
            ["middle_block.1."] = "mid_block.attentions.0.",
            ["middle_block.2."] = "mid_block.resnets.1.",
            ["out.0."] = "conv_norm_out.",
            ["out.2."] = "conv_out.",
        };
        for (var block = 0; block < MostBlocks; block++)
        {
            AddDown(table, block + 1, block / LevelLength, block % LevelLength);
            AddUp(table, block, block / LevelLength, block % LevelLength);
        }

        return table;
    }

    private static void AddDown(Dictionary<string, string> table, int block, int level, int place)
    {
        if (place == LevelLength - 1)
        {
            table[$"input_blocks.{block}.0.op."] = $"down_blocks.{level}.downsamplers.0.conv.";
            return;
        }

        table[$"input_blocks.{block}.0."] = $"down_blocks.{level}.resnets.{place}.";
        table[$"input_blocks.{block}.1."] = $"down_blocks.{level}.attentions.{place}.";
    }

    private static void AddUp(Dictionary<string, string> table, int block, int level, int place)
    {
        table[$"output_blocks.{block}.0."] = $"up_blocks.{level}.resnets.{place}.";
        table[$"output_blocks.{block}.1."] = $"up_blocks.{level}.attentions.{place}.";
        table[$"output_blocks.{block}.1.conv."] = $"up_blocks.{level}.upsamplers.0.conv."; // a level without attention
        table[$"output_blocks.{block}.2.conv."] = $"up_blocks.{level}.upsamplers.0.conv.";
    }
}
