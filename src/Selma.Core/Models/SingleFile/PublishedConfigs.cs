namespace Selma.Core.Models.SingleFile;

/// <summary>The configurations that the published models come with, and that their single files lack.</summary>
/// <remarks>Source: models.md, sections 3 to 6, read there from the repositories of the models.</remarks>
internal static class PublishedConfigs
{
    private const string Vae = """
        {
          "_class_name": "AutoencoderKL",
          "act_fn": "silu",
          "block_out_channels": [128, 256, 512, 512],
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
          "force_upcast": true,
          "in_channels": 3,
          "latent_channels": 4,
          "layers_per_block": 2,
          "norm_num_groups": 32,
          "out_channels": 3,
          "sample_size": @pixels,
          "scaling_factor": @factor,
          "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        }
        """;

    private const string UNet = """
        {
          "_class_name": "UNet2DConditionModel",
          "act_fn": "silu",
          "addition_embed_type": null,
          "attention_head_dim": @heads,
          "block_out_channels": [320, 640, 1280, 1280],
          "center_input_sample": false,
          "cross_attention_dim": @context,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1,
          "flip_sin_to_cos": true,
          "freq_shift": 0,
          "in_channels": 4,
          "layers_per_block": 2,
          "mid_block_scale_factor": 1,
          "norm_eps": 1e-05,
          "norm_num_groups": 32,
          "out_channels": 4,
          "sample_size": @latents,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
          "use_linear_projection": @linear
        }
        """;

    private const string UNetXl = """
        {
          "_class_name": "UNet2DConditionModel",
          "act_fn": "silu",
          "addition_embed_type": "text_time",
          "addition_time_embed_dim": 256,
          "attention_head_dim": [5, 10, 20],
          "block_out_channels": [320, 640, 1280],
          "center_input_sample": false,
          "cross_attention_dim": 2048,
          "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
          "downsample_padding": 1,
          "flip_sin_to_cos": true,
          "freq_shift": 0,
          "in_channels": 4,
          "layers_per_block": 2,
          "mid_block_scale_factor": 1,
          "norm_eps": 1e-05,
          "norm_num_groups": 32,
          "out_channels": 4,
          "projection_class_embeddings_input_dim": 2816,
          "sample_size": 128,
          "transformer_layers_per_block": [1, 2, 10],
          "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
          "use_linear_projection": true
        }
        """;

    private const string Text = """
        {
          "architectures": ["@class"],
          "hidden_act": "@act",
          "hidden_size": @width,
          "intermediate_size": @inner,
          "layer_norm_eps": 1e-05,
          "max_position_embeddings": 77,
          "model_type": "clip_text_model",
          "num_attention_heads": @heads,
          "num_hidden_layers": @layers,
          "projection_dim": @projection,
          "vocab_size": 49408
        }
        """;

    private const string Scheduler = """
        {
          "_class_name": "@class",
          "beta_end": 0.012,
          "beta_schedule": "scaled_linear",
          "beta_start": 0.00085,
          "clip_sample": false,
          "num_train_timesteps": 1000,
          "prediction_type": "@prediction",
          "set_alpha_to_one": false,
          "skip_prk_steps": true,
          "steps_offset": 1,
          "timestep_spacing": "leading",
          "trained_betas": null
        }
        """;

    private const string Index = """
        {
          "_class_name": "StableDiffusionPipeline",
          "scheduler": ["diffusers", "@scheduler"],
          "text_encoder": ["transformers", "CLIPTextModel"],
          "tokenizer": ["transformers", "CLIPTokenizer"],
          "unet": ["diffusers", "UNet2DConditionModel"],
          "vae": ["diffusers", "AutoencoderKL"]
        }
        """;

    private const string IndexXl = """
        {
          "_class_name": "StableDiffusionXLPipeline",
          "force_zeros_for_empty_prompt": true,
          "scheduler": ["diffusers", "@scheduler"],
          "text_encoder": ["transformers", "CLIPTextModel"],
          "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
          "tokenizer": ["transformers", "CLIPTokenizer"],
          "tokenizer_2": ["transformers", "CLIPTokenizer"],
          "unet": ["diffusers", "UNet2DConditionModel"],
          "vae": ["diffusers", "AutoencoderKL"]
        }
        """;

    private const string Tokenizer = """
        {
          "bos_token": { "content": "<|startoftext|>", "normalized": true },
          "eos_token": { "content": "<|endoftext|>", "normalized": true },
          "pad_token": "@padding",
          "unk_token": { "content": "<|endoftext|>", "normalized": true }
        }
        """;

    private static readonly string TextL = Fill(
        Text, ("class", "CLIPTextModel"), ("act", "quick_gelu"), ("width", "768"), ("inner", "3072"), ("heads", "12"), ("layers", "12"), ("projection", "768"));

    private static readonly string TextH = Fill(
        Text, ("class", "CLIPTextModel"), ("act", "gelu"), ("width", "1024"), ("inner", "4096"), ("heads", "16"), ("layers", "23"), ("projection", "512"));

    private static readonly string TextBigG = Fill(
        Text, ("class", "CLIPTextModelWithProjection"), ("act", "gelu"), ("width", "1280"), ("inner", "5120"), ("heads", "20"), ("layers", "32"), ("projection", "1280"));

    /// <summary>The configurations of a model by their paths in its folder.</summary>
    /// <param name="kind">Which model.</param>
    /// <param name="isVelocity">Whether it predicts velocities, as Stable Diffusion 2 for 768 pixels does.</param>
    public static IReadOnlyDictionary<string, string> Of(CheckpointKind kind, bool isVelocity) => kind switch
    {
        CheckpointKind.StableDiffusion1 => new Dictionary<string, string>
        {
            ["unet/config.json"] = Fill(UNet, ("heads", "8"), ("context", "768"), ("latents", "64"), ("linear", "false")),
            ["vae/config.json"] = Fill(Vae, ("pixels", "512"), ("factor", "0.18215")),
            ["text_encoder/config.json"] = TextL,
            ["tokenizer/special_tokens_map.json"] = Fill(Tokenizer, ("padding", "<|endoftext|>")),
            ["scheduler/scheduler_config.json"] = SchedulerOf("PNDMScheduler", isVelocity),
            ["model_index.json"] = Fill(Index, ("scheduler", "PNDMScheduler")),
        },
        CheckpointKind.StableDiffusion2 => new Dictionary<string, string>
        {
            ["unet/config.json"] = Fill(UNet, ("heads", "[5, 10, 20, 20]"), ("context", "1024"), ("latents", isVelocity ? "96" : "64"), ("linear", "true")),
            ["vae/config.json"] = Fill(Vae, ("pixels", "768"), ("factor", "0.18215")),
            ["text_encoder/config.json"] = TextH,
            ["tokenizer/special_tokens_map.json"] = Fill(Tokenizer, ("padding", "!")),
            ["scheduler/scheduler_config.json"] = SchedulerOf(isVelocity ? "DDIMScheduler" : "PNDMScheduler", isVelocity),
            ["model_index.json"] = Fill(Index, ("scheduler", isVelocity ? "DDIMScheduler" : "PNDMScheduler")),
        },
        _ => new Dictionary<string, string>
        {
            ["unet/config.json"] = UNetXl,
            ["vae/config.json"] = Fill(Vae, ("pixels", "1024"), ("factor", "0.13025")),
            ["text_encoder/config.json"] = TextL,
            ["text_encoder_2/config.json"] = TextBigG,
            ["tokenizer/special_tokens_map.json"] = Fill(Tokenizer, ("padding", "<|endoftext|>")),
            ["tokenizer_2/special_tokens_map.json"] = Fill(Tokenizer, ("padding", "!")),
            ["scheduler/scheduler_config.json"] = SchedulerOf("EulerDiscreteScheduler", isVelocity),
            ["model_index.json"] = Fill(IndexXl, ("scheduler", "EulerDiscreteScheduler")),
        },
    };

    private static string SchedulerOf(string name, bool isVelocity) =>
        Fill(Scheduler, ("class", name), ("prediction", isVelocity ? "v_prediction" : "epsilon"));

    private static string Fill(string text, params (string Name, string Value)[] values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"@{value.Name}", value.Value, StringComparison.Ordinal));
}
