using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Models.Text;
using Selma.Core.World;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Trains the embedded model from nothing: tokenizer, autoencoder, then UNet and text encoder.</summary>
public sealed class ModelRecipe(MiniatureSettings settings)
{
    private const int TokenizerCaptions = 8_000;

    /// <summary>Trains, going on where a stopped run was.</summary>
    /// <param name="work">Checkpoints and intermediate results.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand, with a checkpoint.</param>
    public void Run(WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var scenes = new SceneSet(settings, cancellation);
        var tokenizer = LearnTokenizer(Path.Combine(work.Output, "tokenizer"), scenes);
        using var vae = new VaeTraining(settings, scenes, VaeKey()).Run(Path.Combine(work.State, "vae"), progress, cancellation);
        Round(vae);
        using var latents = LatentSet.Open(
            Path.Combine(work.State, "latents.safetensors"), VaeKey(), scenes, vae, progress, cancellation);
        var (unet, text, losses) = new BaseTraining(settings, scenes, latents, tokenizer, BaseKey())
            .Run(Path.Combine(work.State, "base"), progress, cancellation);
    }

    private static ClipTokenizer LearnTokenizer(string folder, SceneSet scenes)
    {
        var captions = Enumerable.Range(0, Math.Min(TokenizerCaptions, scenes.Count)).Select(scene => scenes.Caption(scene, visit: 0));
        BytePairLearner.Learn(captions, Lexicon.Words).Save(folder, MiniatureArchitecture.Tokens);
        return ClipTokenizer.Load(folder);
    }

    /// <summary>Gives weights the values that they will have in the files, which are float16.</summary>
    private static void Round(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var parameter in network.parameters())
        {
            _ = parameter.copy_(parameter.to(ScalarType.Float16));
        }
    }

    private string VaeKey() => string.Create(
        CultureInfo.InvariantCulture,
        $"vae 1: seed {settings.Seed}, scenes {settings.Scenes}, steps {settings.VaeSteps}, batch {settings.VaeBatch}, rate {settings.VaeLearningRate}, kl {settings.KlWeight}");

    private string BaseKey() => string.Create(
        CultureInfo.InvariantCulture,
        $"base 1: {VaeKey()}, steps {settings.Steps}, batch {settings.Batch}, rate {settings.LearningRate}, captions {settings.Captions}, empty {settings.EmptyCaptions}, decay {settings.WeightDecay}, average {settings.MovingAverageDecay}");
}
