using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Training;
using static TorchSharp.torch;

namespace Selma.Core.Miniature;

/// <summary>Trains the autoencoder's decoder further, on the latents that the base model learns to draw.</summary>
/// <remarks>
/// The encoder stays as it is, and with it every latent, so the decoder can be improved beside or after the base model, as was done for
/// Stable Diffusion's own (the ft-EMA and ft-MSE decoders). A little noise on the latents stands for what the base model leaves on them.
/// </remarks>
internal sealed class DecoderTraining(MiniatureSettings settings, SceneSet scenes, LatentSet latents, string key)
{
    private const int MicroBatches = 2;
    private const double WarmupShare = 0.05;
    private const double AverageDecay = 0.995;

    /// <summary>Trains the decoder, or goes on where a stopped run was.</summary>
    /// <param name="vae">The autoencoder whose latents those are.</param>
    /// <param name="folder">Folder of the checkpoints.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops after the step in hand.</param>
    /// <returns>The loss of every step.</returns>
    public IReadOnlyList<double> Run(Vae vae, string folder, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var parameters = new FlatParameters(vae.named_parameters()
            .Where(item => item.name.StartsWith("decoder.", StringComparison.Ordinal) || item.name.StartsWith("post_quant_conv.", StringComparison.Ordinal))
            .Select(item => (item.name, item.parameter)));
        using var run = new TrainingRun(parameters, new TrainingPlan
        {
            Key = key,
            Steps = settings.DecoderSteps,
            LearningRate = Rate,
            MicroBatches = MicroBatches,
            MaxGradNorm = settings.MaxGradNorm,
            AverageDecay = AverageDecay,
            CheckpointingSteps = settings.CheckpointingSteps,
            Unit = "decoder steps",
        });
        run.Run(folder, step => Batch(vae, step), progress, cancellation);
        return run.Losses;
    }

    /// <summary>Up in a twentieth of the steps, down to 0 along a cosine in the rest.</summary>
    private double Rate(long step)
    {
        var up = WarmupShare * settings.DecoderSteps;
        return settings.DecoderLearningRate * (step < up
            ? (step + 1) / up
            : 0.5 * (1 + Math.Cos(Math.PI * (step - up) / (settings.DecoderSteps - up))));
    }

    private Func<int, Tensor> Batch(Vae vae, long step)
    {
        var chosen = SceneSet.Choose(settings.Seed, "miniature/decoder/batch", step, settings.DecoderBatch, latents.Count);
        var size = settings.DecoderBatch / MicroBatches;
        return micro => Loss(vae, chosen[(micro * size)..((micro + 1) * size)], (step * MicroBatches) + micro);
    }

    private Tensor Loss(Vae vae, int[] chosen, long item)
    {
        var clean = latents[chosen]; // [B, 4, 8, 8]
        var noise = Noise.Normal(settings.Seed, "miniature/decoder/noise", item, clean.shape);
        var error = vae.Decode(clean.Plus(noise.Times(settings.DecoderNoise)).Over(latents.ScalingFactor)).Minus(scenes.Images(chosen));
        return error.abs().mean().Plus(error.square().mean().Times(2)).Over(MicroBatches);
    }
}
