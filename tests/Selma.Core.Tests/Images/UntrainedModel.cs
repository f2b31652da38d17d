using Selma.Core.Miniature;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.TestKit;

namespace Selma.Core.Tests.Images;

/// <summary>An untrained model of 16x16 pixels that draws in milliseconds.</summary>
internal static class UntrainedModel
{
    private const int Tokens = 12;

    /// <summary>Writes its folder and loads it.</summary>
    public static TextToImageModel Load(TemporaryFolder folder)
    {
        BytePairLearner.Learn(["a red ball", "two blue stars"], []).Save(folder.File("tokenizer"), Tokens);
        var tokenizer = ClipTokenizer.Load(folder.File("tokenizer"));
        using var vae = new Vae(new() { BlockOutChannels = [8, 16], NormGroups = 4 });
        using var unet = new UNet(new()
        {
            SampleSize = 8,
            BlockOutChannels = [16, 16],
            DownAttention = [true, false],
            UpAttention = [false, true],
            LayersPerBlock = 1,
            Heads = [2, 2],
            TransformerLayers = [1, 1],
            CrossAttentionDim = 16,
            NormGroups = 4,
        });
        using var text = new ClipTextModel(new()
        {
            VocabSize = tokenizer.VocabularySize, HiddenSize = 16, IntermediateSize = 32, Layers = 1, Heads = 2, MaxPositions = Tokens,
        });
        ModelFolder.Write(folder.FullPath, vae, 1.0);
        ModelFolder.Write(folder.FullPath, unet);
        ModelFolder.Write(folder.FullPath, text, tokenizer);
        ModelFolder.WriteIndex(folder.FullPath, SchedulerConfig.StableDiffusion);
        return TextToImageModel.Load(folder.FullPath, Compute.Cpu);
    }
}
