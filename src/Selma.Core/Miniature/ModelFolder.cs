using System.Text;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Writes the embedded model as a diffusers folder: float16 weights and the configurations that drive their loading.</summary>
internal static class ModelFolder
{
    private const string LibraryVersion = "0.42.1"; // the diffusers version whose defaults these files rely on
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes <c>vae/</c>.</summary>
    public static void Write(string folder, Vae vae, double scalingFactor)
    {
        var levels = vae.Config.BlockOutChannels.Count;
        Config(Path.Combine(folder, "vae", "config.json"), new()
        {
            ["_class_name"] = "AutoencoderKL",
            ["_diffusers_version"] = LibraryVersion,
            ["act_fn"] = "silu",
            ["block_out_channels"] = vae.Config.BlockOutChannels,
            ["down_block_types"] = Enumerable.Repeat("DownEncoderBlock2D", levels),
            ["in_channels"] = vae.Config.InChannels,
            ["latent_channels"] = vae.Config.LatentChannels,
            ["layers_per_block"] = vae.Config.LayersPerBlock,
            ["norm_num_groups"] = vae.Config.NormGroups,
            ["out_channels"] = vae.Config.OutChannels,
            ["sample_size"] = vae.Config.SampleSize,
            ["scaling_factor"] = scalingFactor,
            ["up_block_types"] = Enumerable.Repeat("UpDecoderBlock2D", levels),
        });
        Weights(Path.Combine(folder, "vae", "diffusion_pytorch_model.safetensors"), vae);
    }

    /// <summary>Writes <c>unet/</c>.</summary>
    public static void Write(string folder, UNet unet)
    {
        var config = unet.Config;
        Config(Path.Combine(folder, "unet", "config.json"), new()
        {
            ["_class_name"] = "UNet2DConditionModel",
            ["_diffusers_version"] = LibraryVersion,
            ["act_fn"] = "silu",
            ["attention_head_dim"] = config.Heads, // diffusers' name for the number of heads
            ["block_out_channels"] = config.BlockOutChannels,
            ["cross_attention_dim"] = config.CrossAttentionDim,
            ["down_block_types"] = config.DownAttention.Select(attention => attention ? "CrossAttnDownBlock2D" : "DownBlock2D"),
            ["flip_sin_to_cos"] = config.FlipSinToCos,
            ["freq_shift"] = config.FreqShift,
            ["in_channels"] = config.InChannels,
            ["layers_per_block"] = config.LayersPerBlock,
            ["norm_eps"] = config.NormEps,
            ["norm_num_groups"] = config.NormGroups,
            ["out_channels"] = config.OutChannels,
            ["sample_size"] = config.SampleSize,
            ["up_block_types"] = config.UpAttention.Select(attention => attention ? "CrossAttnUpBlock2D" : "UpBlock2D"),
            ["use_linear_projection"] = config.UseLinearProjection,
        });
        Weights(Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors"), unet);
    }

    /// <summary>Writes <c>text_encoder/</c>.</summary>
    public static void Write(string folder, ClipTextModel text, ClipTokenizer tokenizer)
    {
        var config = text.Config;
        Config(Path.Combine(folder, "text_encoder", "config.json"), new()
        {
            ["architectures"] = new[] { "CLIPTextModel" },
            ["bos_token_id"] = tokenizer.StartId,
            ["eos_token_id"] = tokenizer.EndId,
            ["hidden_act"] = config.Activation,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["layer_norm_eps"] = config.LayerNormEps,
            ["max_position_embeddings"] = config.MaxPositions,
            ["model_type"] = "clip_text_model",
            ["num_attention_heads"] = config.Heads,
            ["num_hidden_layers"] = config.Layers,
            ["pad_token_id"] = tokenizer.PaddingId,
            ["vocab_size"] = config.VocabSize,
        });
        Weights(Path.Combine(folder, "text_encoder", "model.safetensors"), text);
    }

    /// <summary>Writes <c>scheduler/</c> and <c>model_index.json</c>.</summary>
    public static void WriteIndex(string folder, SchedulerConfig scheduler)
    {
        Config(Path.Combine(folder, "scheduler", "scheduler_config.json"), new()
        {
            ["_class_name"] = scheduler.ClassName,
            ["_diffusers_version"] = LibraryVersion,
            ["beta_end"] = scheduler.BetaEnd,
            ["beta_schedule"] = "scaled_linear",
            ["beta_start"] = scheduler.BetaStart,
            ["clip_sample"] = scheduler.ClipSample,
            ["num_train_timesteps"] = scheduler.NumTrainTimesteps,
            ["prediction_type"] = scheduler.PredictionType == PredictionType.VPrediction ? "v_prediction" : "epsilon",
            ["set_alpha_to_one"] = scheduler.SetAlphaToOne,
            ["steps_offset"] = scheduler.StepsOffset,
            ["timestep_spacing"] = "leading",
        });
        Config(Path.Combine(folder, "model_index.json"), new()
        {
            ["_class_name"] = "StableDiffusionPipeline",
            ["_diffusers_version"] = LibraryVersion,
            ["feature_extractor"] = new string?[] { null, null },
            ["requires_safety_checker"] = false,
            ["safety_checker"] = new string?[] { null, null },
            ["scheduler"] = new[] { "diffusers", scheduler.ClassName },
            ["text_encoder"] = new[] { "transformers", "CLIPTextModel" },
            ["tokenizer"] = new[] { "transformers", "CLIPTokenizer" },
            ["unet"] = new[] { "diffusers", "UNet2DConditionModel" },
            ["vae"] = new[] { "diffusers", "AutoencoderKL" },
        });
    }

    private static void Config(string path, Dictionary<string, object?> values) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, values, Json);
        stream.Write(Encoding.UTF8.GetBytes("\n"));
    });

    private static void Weights(string path, nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        TensorFile.Write(path, network.named_parameters().Select(item =>
            new KeyValuePair<string, Tensor>(item.name, item.parameter.to(ScalarType.Float16))));
    }
}
