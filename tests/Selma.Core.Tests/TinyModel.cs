using Selma.Core.Miniature;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests;

/// <summary>An untrained model in a folder, as small as the architecture allows: 16x16 pixels, 8x8 latents, 10 tokens.</summary>
internal static class TinyModel
{
    public const int ImageSize = 16;
    private const ulong Seed = 5;
    private const int Tokens = 10;

    /// <summary>Its denoising network's shape.</summary>
    public static UNetConfig UNetConfig { get; } = new()
    {
        SampleSize = 8,
        BlockOutChannels = [16, 32],
        DownAttention = [true, false],
        UpAttention = [false, true],
        LayersPerBlock = 1,
        Heads = [2, 2],
        TransformerLayers = [1, 1],
        CrossAttentionDim = 16,
        NormGroups = 8,
    };

    /// <summary>Writes the model's folder and loads it.</summary>
    /// <param name="folder">Gets it.</param>
    /// <param name="compute">Where it runs; null: float32 on the CPU.</param>
    /// <param name="vaeSampleSize">Side of the images that the autoencoder calls its own: larger ones may be cut into tiles.</param>
    public static TextToImageModel Create(TemporaryFolder folder, Compute? compute = null, int vaeSampleSize = 64)
    {
        var path = folder.File("model");
        using var vae = new Vae(new() { BlockOutChannels = [16, 16], NormGroups = 8, SampleSize = vaeSampleSize });
        using var unet = new UNet(UNetConfig);
        StartValues.Draw(vae, Seed, "vae");
        StartValues.Draw(unet, Seed, "unet");
        BytePairLearner.Learn(["a red ball", "a blue box"], ["a", "red", "blue", "ball", "box"]).Save(Path.Combine(path, "tokenizer"), Tokens);
        var tokenizer = ClipTokenizer.Load(Path.Combine(path, "tokenizer"));
        using var text = new ClipTextModel(new()
        {
            VocabSize = tokenizer.VocabularySize, HiddenSize = 16, IntermediateSize = 32, Layers = 1, Heads = 2, MaxPositions = Tokens,
        });
        StartValues.Draw(text, Seed, "text");
        ModelFolder.Write(path, vae, 0.5);
        ModelFolder.Write(path, unet);
        ModelFolder.Write(path, text, tokenizer);
        ModelFolder.WriteIndex(path, SchedulerConfig.StableDiffusion);
        return TextToImageModel.Load(path, compute ?? Compute.Cpu);
    }
}
