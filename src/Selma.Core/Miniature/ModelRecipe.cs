using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.Core.World;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Trains the embedded model from nothing: tokenizer, autoencoder, then UNet and text encoder.</summary>
public sealed class ModelRecipe(MiniatureSettings settings)
{
    private const int TokenizerCaptions = 8_000;

    /// <summary>Raised when the same settings give another model.</summary>
    public const int Version = 1;

    /// <summary>Trains and measures, going on where a stopped run was.</summary>
    /// <param name="work">Gets the model, a diffusers folder, with <c>training.json</c> and <c>samples.png</c>; checkpoints in its state.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand, with a checkpoint.</param>
    public ModelRecord Run(WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        var scenes = new SceneSet(settings, cancellation);
        var tokenizer = LearnTokenizer(Path.Combine(work.Output, "tokenizer"), scenes);
        var (vae, vaeLosses) = new VaeTraining(settings, scenes, VaeKey()).Run(Path.Combine(work.State, "vae"), progress, cancellation);
        Round(vae);
        using var latents = LatentSet.Open(
            Path.Combine(work.State, "latents.safetensors"),
            $"{VaeKey()}, {settings.CaptionedScenes} encoded",
            scenes,
            settings.CaptionedScenes,
            vae,
            progress,
            cancellation);
        var decoderLosses = new DecoderTraining(settings, scenes, latents, DecoderKey()).Run(vae, Path.Combine(work.State, "decoder"), progress, cancellation);
        var (unet, text, losses) = new BaseTraining(settings, scenes, latents, tokenizer, BaseKey())
            .Run(Path.Combine(work.State, "base"), progress, cancellation);
        ModelFolder.Write(work.Output, vae, latents.ScalingFactor);
        ModelFolder.Write(work.Output, unet);
        ModelFolder.Write(work.Output, text, tokenizer);
        ModelFolder.WriteIndex(work.Output, MiniatureArchitecture.Scheduler);
        return Measure(work.Output, (vaeLosses, decoderLosses, losses), progress, cancellation);
    }

    private ModelRecord Measure(
        string folder,
        (IReadOnlyList<double> Vae, IReadOnlyList<double> Decoder, IReadOnlyList<double> Base) losses,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        using var model = TextToImageModel.Load(folder, Compute.Cpu);
        var measurement = new ModelMeasurement(settings, model);
        var images = measurement.Draw(progress, cancellation);
        AtomicFile.WriteBytes(Path.Combine(folder, "samples.png"), ContactSheet.Png(images, settings.MeasuredPrompts));
        var record = new ModelRecord
        {
            Settings = settings,
            Parameters = new SortedDictionary<string, long>
            {
                ["text_encoder"] = model.TextEncoder.parameters().Sum(parameter => parameter.numel()),
                ["unet"] = model.UNet.parameters().Sum(parameter => parameter.numel()),
                ["vae"] = model.Vae.parameters().Sum(parameter => parameter.numel()),
            },
            AutoencoderLosses = ModelRecord.Thin(losses.Vae),
            DecoderLosses = ModelRecord.Thin(losses.Decoder),
            Losses = ModelRecord.Thin(losses.Base),
            Rendered = measurement.Rendered(),
            ThroughAutoencoder = measurement.ThroughVae(cancellation),
            Drawn = Accuracy.Of(measurement.Prompts, images),
        };
        record.Write(Path.Combine(folder, "training.json"));
        return record;
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

    private string DecoderKey() => string.Create(
        CultureInfo.InvariantCulture,
        $"decoder 1: {VaeKey()}, {settings.CaptionedScenes} encoded, steps {settings.DecoderSteps}, batch {settings.DecoderBatch}, rate {settings.DecoderLearningRate}, noise {settings.DecoderNoise}");

    private string BaseKey() => string.Create(
        CultureInfo.InvariantCulture,
        $"base 1: {VaeKey()}, {settings.CaptionedScenes} captioned, steps {settings.Steps}, batch {settings.Batch}, rate {settings.LearningRate}, captions {settings.Captions}, late {settings.LateSteps} {settings.LateCaptions}, empty {settings.EmptyCaptions}, decay {settings.WeightDecay}, average {settings.MovingAverageDecay}");
}
