namespace Selma.Core.Models;

/// <summary>The shape of a <see cref="UNet"/>, as its <c>config.json</c> states it; defaults are those of diffusers.</summary>
public sealed record UNetConfig
{
    /// <summary>Side of the latent that the model was made for.</summary>
    public long SampleSize { get; init; } = 64;

    /// <summary>Latent channels that go in.</summary>
    public long InChannels { get; init; } = 4;

    /// <summary>Channels of the prediction.</summary>
    public long OutChannels { get; init; } = 4;

    /// <summary>Channels per level, outermost first.</summary>
    public IReadOnlyList<long> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Whether a level of the way down has attention, outermost first (<c>CrossAttnDownBlock2D</c>).</summary>
    public IReadOnlyList<bool> DownAttention { get; init; } = [true, true, true, false];

    /// <summary>Whether a level of the way up has attention, innermost first (<c>CrossAttnUpBlock2D</c>).</summary>
    public IReadOnlyList<bool> UpAttention { get; init; } = [false, true, true, true];

    /// <summary>Residual blocks of a level on the way down; the way up has one more.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>Heads per level. The file calls them <c>attention_head_dim</c>, a name kept for compatibility (models.md 4.1).</summary>
    public IReadOnlyList<long> Heads { get; init; } = [8, 8, 8, 8];

    /// <summary>Transformer blocks in each attention of a level.</summary>
    public IReadOnlyList<long> TransformerLayers { get; init; } = [1, 1, 1, 1];

    /// <summary>Width of the context.</summary>
    public long CrossAttentionDim { get; init; } = 768;

    /// <summary>Project tokens by a linear layer (SD v2, SDXL) rather than a 1x1 convolution (SD v1).</summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>Width of the sinusoids of each time id; 0 for networks without them (<c>addition_embed_type</c> text_time, SDXL).</summary>
    public long AdditionTimeEmbedDim { get; init; }

    /// <summary>Width of pooled text and time ids together, for SDXL.</summary>
    public long ProjectionClassEmbeddingsInputDim { get; init; }

    /// <summary>Groups of every group norm.</summary>
    public long NormGroups { get; init; } = 32;

    /// <summary>Epsilon of the residual blocks' group norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Cosines before sines in the timestep's embedding.</summary>
    public bool FlipSinToCos { get; init; } = true;

    /// <summary>Shift of the frequencies in the timestep's embedding.</summary>
    public double FreqShift { get; init; }

    /// <summary>Reads <c>unet/config.json</c>.</summary>
    /// <exception cref="SelmaException">SELMA2111: unreadable; SELMA2112: a value that is not supported.</exception>
    public static UNetConfig Read(string path) => Of(ConfigFile.Read(path));

    /// <summary>As <see cref="Read"/>.</summary>
    internal static UNetConfig Of(ConfigFile file)
    {
        Check(file);
        var isTextTime = file.Text("addition_embed_type", null) is not null;
        var channels = file.Integers("block_out_channels", 320, 640, 1280, 1280);
        return new UNetConfig
        {
            SampleSize = file.Integer("sample_size", 64),
            InChannels = file.Integer("in_channels", 4),
            OutChannels = file.Integer("out_channels", 4),
            BlockOutChannels = channels,
            DownAttention = [.. file.Texts("down_block_types", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D")
                .Select(type => HasAttention(file, "down_block_types", type, "DownBlock2D"))],
            UpAttention = [.. file.Texts("up_block_types", "UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D")
                .Select(type => HasAttention(file, "up_block_types", type, "UpBlock2D"))],
            LayersPerBlock = (int)file.Integer("layers_per_block", 2),
            Heads = file.Integers("attention_head_dim", channels.Length, 8),
            TransformerLayers = file.Integers("transformer_layers_per_block", channels.Length, 1),
            CrossAttentionDim = file.Integer("cross_attention_dim", 1280),
            UseLinearProjection = file.Flag("use_linear_projection", false),
            AdditionTimeEmbedDim = isTextTime ? file.Integer("addition_time_embed_dim", 256) : 0,
            ProjectionClassEmbeddingsInputDim = isTextTime ? file.Integer("projection_class_embeddings_input_dim", 2816) : 0,
            NormGroups = file.Integer("norm_num_groups", 32),
            NormEps = file.Number("norm_eps", 1e-5),
            FlipSinToCos = file.Flag("flip_sin_to_cos", true),
            FreqShift = file.Number("freq_shift", 0),
        };
    }

    private static void Check(ConfigFile file)
    {
        file.Require("act_fn", "silu");
        file.Require("mid_block_type", "UNetMidBlock2DCrossAttn");
        file.Require("addition_embed_type", "text_time");
        file.Require("class_embed_type");
        file.Require("encoder_hid_dim");
        file.Require("num_attention_heads");
        file.Require("center_input_sample", "false");
        file.Require("only_cross_attention", "false");
        file.Require("dual_cross_attention", "false");
        file.Require("reverse_transformer_layers_per_block");
        file.Require("mid_block_scale_factor", "1", "1.0");
        file.Require("resnet_time_scale_shift", "default");
    }

    private static bool HasAttention(ConfigFile file, string key, string type, string plain) => type switch
    {
        _ when type == plain => false,
        _ when type == "CrossAttn" + plain => true,
        _ => throw file.Unsupported(key, $"supported: {plain}, CrossAttn{plain}"),
    };
}
