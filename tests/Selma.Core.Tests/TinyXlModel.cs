using System.Text.Json.Nodes;
using Selma.Core.Artifacts;
using Selma.Core.Miniature;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests;

/// <summary>An untrained SDXL in a folder, as small as <see cref="TinyModel"/>: two text encoders, and a network that is told sizes.</summary>
internal static class TinyXlModel
{
    private const ulong Seed = 6;
    private const int TextWidth = 16;
    private const int SecondTextWidth = 24;
    private const int PooledWidth = 12;
    private const int SizeWidth = 8;

    /// <summary>Its denoising network's shape.</summary>
    public static UNetConfig UNetConfig { get; } = TinyModel.UNetConfig with
    {
        CrossAttentionDim = TextWidth + SecondTextWidth,
        TransformerLayers = [1, 2],
        UseLinearProjection = true,
        AdditionTimeEmbedDim = SizeWidth,
        ProjectionClassEmbeddingsInputDim = PooledWidth + (6 * SizeWidth),
    };

    /// <summary>Writes the model's folder and loads it.</summary>
    public static TextToImageModel Create(TemporaryFolder folder, Compute? compute = null)
    {
        using (TinyModel.Create(folder))
        {
        }

        var path = folder.File("model");
        using var unet = new UNet(UNetConfig);
        StartValues.Draw(unet, Seed, "unet");
        ModelFolder.Write(path, unet);
        Change(Path.Combine(path, "unet", "config.json"), config =>
        {
            config["transformer_layers_per_block"] = new JsonArray(1, 2);
            config["addition_embed_type"] = "text_time";
            config["addition_time_embed_dim"] = SizeWidth;
            config["projection_class_embeddings_input_dim"] = PooledWidth + (6 * SizeWidth);
        });
        WriteSecondEncoder(path);
        Change(Path.Combine(path, "model_index.json"), index =>
        {
            index["_class_name"] = "StableDiffusionXLPipeline";
            index["text_encoder_2"] = new JsonArray("transformers", "CLIPTextModelWithProjection");
            index["tokenizer_2"] = new JsonArray("transformers", "CLIPTokenizer");
        });
        return TextToImageModel.Load(path, compute ?? Compute.Cpu);
    }

    private static void WriteSecondEncoder(string path)
    {
        var tokenizer = ClipTokenizer.Load(Path.Combine(path, "tokenizer"));
        using var text = new ClipTextModel(new()
        {
            VocabSize = tokenizer.VocabularySize,
            HiddenSize = SecondTextWidth,
            IntermediateSize = 32,
            Layers = 2,
            Heads = 2,
            MaxPositions = tokenizer.MaxLength,
            Activation = "gelu",
            ProjectionDim = PooledWidth,
        });
        StartValues.Draw(text, Seed, "text_2");
        ModelFolder.Write(Path.Combine(path, "second"), text, tokenizer);
        Directory.Move(Path.Combine(path, "second", "text_encoder"), Path.Combine(path, "text_encoder_2"));
        Change(Path.Combine(path, "text_encoder_2", "config.json"), config => config["projection_dim"] = PooledWidth);
        _ = Directory.CreateDirectory(Path.Combine(path, "tokenizer_2"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(path, "tokenizer")))
        {
            File.Copy(file, Path.Combine(path, "tokenizer_2", Path.GetFileName(file)));
        }
    }

    private static void Change(string file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        change(json);
        AtomicFile.WriteText(file, json.ToJsonString());
    }
}
