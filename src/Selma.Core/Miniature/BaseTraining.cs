using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Numerics;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Trains UNet and text encoder together on the scenes' latents and noisy captions.</summary>
internal sealed class BaseTraining(MiniatureSettings settings, SceneSet scenes, LatentSet latents, ClipTokenizer tokenizer, string key)
{
    private const int MicroBatches = 2;
    private const double LastRateShare = 0.05;
    private const double DecayShare = 0.2;
    private readonly NoiseSchedule _noise = new(MiniatureArchitecture.Scheduler);

    /// <summary>Trains new networks, or goes on where a stopped run was.</summary>
    /// <param name="folder">Folder of their checkpoints.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand.</param>
    /// <returns>The networks with their averaged weights, and the loss of every step.</returns>
    public (UNet UNet, ClipTextModel Text, IReadOnlyList<double> Losses) Run(
        string folder, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var unet = new UNet(MiniatureArchitecture.UNet);
        var text = new ClipTextModel(MiniatureArchitecture.Text(tokenizer.VocabularySize));
        StartValues.Draw(unet, settings.Seed, "miniature/unet");
        StartValues.Draw(text, settings.Seed, "miniature/text");
        using var parameters = new FlatParameters([
            .. unet.named_parameters().Select(item => ("unet." + item.name, item.parameter)),
            .. text.named_parameters().Select(item => ("text." + item.name, item.parameter))]);
        using var run = new TrainingRun(parameters, new TrainingPlan
        {
            Key = key,
            Steps = settings.Steps,
            LearningRate = Rate,
            WeightDecay = settings.WeightDecay,
            MaxGradNorm = settings.MaxGradNorm,
            MicroBatches = MicroBatches,
            AverageDecay = settings.MovingAverageDecay,
            CheckpointingSteps = settings.CheckpointingSteps,
            Unit = "steps",
        });
        run.Run(folder, step => Batch(unet, text, step), progress, cancellation);
        return (unet, text, run.Losses);
    }

    /// <summary>Up, level, and down in the last part: how long to train can be decided late.</summary>
    private double Rate(long step)
    {
        var up = Math.Min(1, (step + 1.0) / settings.WarmupSteps);
        var down = Math.Min(1, (settings.Steps - step) / (DecayShare * settings.Steps));
        return settings.LearningRate * up * (LastRateShare + ((1 - LastRateShare) * down));
    }

    private Func<int, Tensor> Batch(UNet unet, ClipTextModel text, long step)
    {
        var batch = settings.Batch;
        var chosen = SceneSet.Choose(settings.Seed, "miniature/base/batch", step, batch, latents.Count);
        var draws = new Draws(settings.Seed, "miniature/base/timesteps", step);
        var timesteps = tensor(Enumerable.Range(0, batch).Select(_ => (long)draws.Next(_noise.AlphasCumprod.Count)).ToArray());
        var ids = tensor(chosen.SelectMany(scene => Ids(scene, step, draws)).ToArray()).view(batch, -1); // [B, T]
        var clean = latents[chosen]; // [B, 4, 8, 8]
        var noise = Noise.Normal(settings.Seed, "miniature/base/noise", step, clean.shape);
        var noisy = _noise.AddNoise(clean, noise, timesteps);
        var target = _noise.Velocity(clean, noise, timesteps);
        var size = batch / MicroBatches;
        return micro =>
        {
            Tensor Part(Tensor whole) => whole.narrow(0, micro * size, size);
            var prediction = unet.call(Part(noisy), Part(timesteps), text.call(Part(ids)));
            return nn.functional.mse_loss(prediction, Part(target)).Over(MicroBatches);
        };
    }

    private IReadOnlyList<long> Ids(int scene, long step, Draws draws)
    {
        var noise = step < settings.Steps - settings.LateSteps ? settings.Captions : settings.LateCaptions;
        var caption = draws.NextDouble() < settings.EmptyCaptions ? "" : scenes.Caption(scene, step, noise);
        return tokenizer.Encode(caption).Ids;
    }
}
