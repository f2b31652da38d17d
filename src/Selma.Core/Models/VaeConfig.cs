namespace Selma.Core.Models;

/// <summary>The shape of a <see cref="Vae"/>, as its <c>config.json</c> states it; defaults are those of diffusers' AutoencoderKL.</summary>
public sealed record VaeConfig
{
    /// <summary>Image channels.</summary>
    public long InChannels { get; init; } = 3;

    /// <summary>Decoded channels.</summary>
    public long OutChannels { get; init; } = 3;

    /// <summary>Channels of a latent.</summary>
    public long LatentChannels { get; init; } = 4;

    /// <summary>Channels per level, at the image's side first. n levels make a latent of 1 / 2^(n-1) the side.</summary>
    public IReadOnlyList<long> BlockOutChannels { get; init; } = [64];

    /// <summary>Residual blocks of an encoder level; the decoder has one more.</summary>
    public int LayersPerBlock { get; init; } = 1;

    /// <summary>Groups of every group norm.</summary>
    public long NormGroups { get; init; } = 32;

    /// <summary>Latents are multiplied by this after encoding and divided by it before decoding.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>Side of the images that it was made for, in pixels; larger ones may be decoded in tiles of this size.</summary>
    public long SampleSize { get; init; } = 32;

    /// <summary>Whether float16 is too narrow for it (SDXL's overflows), so that it runs in float32 then.</summary>
    public bool ForceUpcast { get; init; } = true;

    /// <summary>Pixels per latent on a side.</summary>
    public int Downscale => 1 << (BlockOutChannels.Count - 1);

    /// <summary>Reads <c>vae/config.json</c>.</summary>
    /// <exception cref="SelmaException">SELMA2111: unreadable; SELMA2112: a value that is not supported.</exception>
    public static VaeConfig Read(string path) => Of(ConfigFile.Read(path));

    /// <summary>As <see cref="Read"/>.</summary>
    internal static VaeConfig Of(ConfigFile file)
    {
        file.Require("act_fn", "silu");
        file.Require("latents_mean");
        file.Require("latents_std");
        file.Require("shift_factor");
        file.Require("use_quant_conv", "true");
        file.Require("use_post_quant_conv", "true");
        file.Require("mid_block_add_attention", "true");
        foreach (var (key, type) in new[] { ("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D") })
        {
            if (file.Texts(key, type).Any(block => block != type))
            {
                throw file.Unsupported(key, $"supported: {type}");
            }
        }

        return new VaeConfig
        {
            InChannels = file.Integer("in_channels", 3),
            OutChannels = file.Integer("out_channels", 3),
            LatentChannels = file.Integer("latent_channels", 4),
            BlockOutChannels = file.Integers("block_out_channels", [64]),
            LayersPerBlock = (int)file.Integer("layers_per_block", 1),
            NormGroups = file.Integer("norm_num_groups", 32),
            SampleSize = file.Integer("sample_size", 32),
            ForceUpcast = file.Flag("force_upcast", true),
            ScalingFactor = file.Number("scaling_factor", 0.18215),
        };
    }
}
