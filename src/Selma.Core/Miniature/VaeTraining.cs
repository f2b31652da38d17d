using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Trains the autoencoder on rendered scenes: absolute plus twice the squared error, and a trace of divergence.</summary>
internal sealed class VaeTraining(MiniatureSettings settings, SceneSet scenes, string key)
{
    private const int MicroBatches = 2;
    private const double WarmupShare = 0.1; // one-cycle: up in a tenth of the steps, down to almost 0 in the rest
    private const double StartDivisor = 25;
    private const double EndDivisor = 1e4;

    /// <summary>Trains a new network, or goes on where a stopped run was.</summary>
    /// <param name="folder">Folder of its checkpoints.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand.</param>
    /// <returns>The network with its averaged weights, and the loss of every step.</returns>
    public (Vae Vae, IReadOnlyList<double> Losses) Run(string folder, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var vae = new Vae(MiniatureArchitecture.Vae);
        StartValues.Draw(vae, settings.Seed, "miniature/vae");
        using var parameters = FlatParameters.Of(vae);
        using var run = new TrainingRun(parameters, new TrainingPlan
        {
            Key = key,
            Steps = settings.VaeSteps,
            LearningRate = Rate,
            MicroBatches = MicroBatches,
            MaxGradNorm = settings.MaxGradNorm,
            AverageDecay = 0.99, // the rate ends near 0, so a short memory is enough
            CheckpointingSteps = settings.CheckpointingSteps,
            Unit = "autoencoder steps",
        });
        run.Run(folder, step => Batch(vae, step), progress, cancellation);
        return (vae, run.Losses);
    }

    private double Rate(long step)
    {
        var high = settings.VaeLearningRate;
        var up = WarmupShare * settings.VaeSteps;
        return step < up
            ? Cosine(high / StartDivisor, high, step / up)
            : Cosine(high, high / StartDivisor / EndDivisor, (step - up) / (settings.VaeSteps - up));
    }

    private static double Cosine(double from, double to, double share) => to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * share)));

    private Func<int, Tensor> Batch(Vae vae, long step)
    {
        var chosen = SceneSet.Choose(settings.Seed, "miniature/vae/batch", step, settings.VaeBatch, scenes.Count);
        var size = settings.VaeBatch / MicroBatches;
        return micro => Loss(vae, chosen.AsSpan(micro * size, size), (step * MicroBatches) + micro);
    }

    private Tensor Loss(Vae vae, ReadOnlySpan<int> chosen, long item)
    {
        var images = scenes.Images(chosen); // [B, 3, 64, 64]
        var (mean, logVar) = vae.Posterior(images); // [B, 4, 8, 8]
        var noise = Noise.Normal(settings.Seed, "miniature/vae/noise", item, mean.shape);
        var error = vae.Decode(mean.Plus(logVar.Times(0.5).exp() * noise)).Minus(images);
        var divergence = mean.square().Plus(logVar.exp()).Minus(logVar).Minus(1).sum().Times(0.5 / chosen.Length);
        var loss = error.abs().mean().Plus(error.square().mean().Times(2)).Plus(divergence.Times(settings.KlWeight));
        return loss.Over(MicroBatches);
    }
}
