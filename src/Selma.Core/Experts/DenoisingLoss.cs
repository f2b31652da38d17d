using Selma.Core.Diffusion;
using Selma.Core.Models;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>How far a network's prediction is from the noise (or the velocity) that was added to latents.</summary>
/// <remarks>
/// Source: Ho et al. 2020, equation 14; paper, section 3.3; min-SNR weighting as diffusers' <c>train_text_to_image_lora.py</c> computes
/// it (for velocity with SNR + 1 in the minimum too, unlike Hang et al. 2023 and its own script for SDXL).
/// </remarks>
/// <param name="scheduler">The model's noise and what its network predicts.</param>
/// <param name="snrGamma">Gamma of min-SNR weighting; null: all timesteps weigh the same.</param>
/// <param name="isXl">Whether to weigh as the script for SDXL does, <c>train_text_to_image_lora_sdxl.py</c>.</param>
internal sealed class DenoisingLoss(SchedulerConfig scheduler, double? snrGamma, bool isXl = false)
{
    private readonly NoiseSchedule _schedule = new(scheduler);

    /// <summary>The mean squared error, not multiplied by the batch's share.</summary>
    /// <param name="unet">The network, frozen but for an adapter.</param>
    /// <param name="batch">Latents, noise, timesteps and context.</param>
    /// <returns>A scalar, float32.</returns>
    public Tensor Compute(UNet unet, DenoisingBatch batch)
    {
        using var scope = NewDisposeScope();
        return Of(Predict(unet, batch, BlockRunners.Direct), batch).MoveToOuterDisposeScope();
    }

    /// <summary>What the network says of a batch.</summary>
    /// <param name="unet">The network.</param>
    /// <param name="batch">Latents, noise, timesteps and conditioning.</param>
    /// <param name="run">Runs the network's parts.</param>
    /// <returns>As the latents, in the network's type.</returns>
    public Tensor Predict(UNet unet, DenoisingBatch batch, BlockRunner run)
    {
        using var scope = NewDisposeScope();
        var timestep = Timestep(batch);
        var noisy = _schedule.AddNoise(batch.Latent, batch.Noise, timestep).to(batch.Conditioning.Context.dtype);
        return unet.Predict(noisy, timestep, batch.Conditioning, run).MoveToOuterDisposeScope();
    }

    /// <summary>The mean squared error of a prediction, not multiplied by the batch's share.</summary>
    /// <returns>A scalar, float32.</returns>
    public Tensor Of(Tensor prediction, DenoisingBatch batch)
    {
        using var scope = NewDisposeScope();
        var predicted = prediction.to(ScalarType.Float32);
        var error = nn.functional.mse_loss(predicted, Target(batch, Timestep(batch)), nn.Reduction.None).flatten(1).mean([1]); // [B]
        return Weighted(error, batch.Timesteps).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The weight of a timestep.</summary>
    internal double Weight(int timestep)
    {
        if (snrGamma is not { } gamma)
        {
            return 1;
        }

        var snr = _schedule.Snr(timestep);
        var divisor = snr + (scheduler.PredictionType == PredictionType.VPrediction ? 1 : 0);
        return Math.Min(isXl ? snr : divisor, gamma) / divisor;
    }

    /// <summary>What the network is to predict.</summary>
    /// <returns>As the latents.</returns>
    internal Tensor Target(DenoisingBatch batch, Tensor timestep) => scheduler.PredictionType switch
    {
        PredictionType.Epsilon => batch.Noise,
        PredictionType.VPrediction => _schedule.Velocity(batch.Latent, batch.Noise, timestep),
        _ => batch.Latent,
    };

    /// <returns>[B], int64</returns>
    private static Tensor Timestep(DenoisingBatch batch) => tensor(batch.Timesteps.Select(step => (long)step).ToArray()).to(batch.Latent.device);

    private Tensor Weighted(Tensor error, IReadOnlyList<int> timesteps) => snrGamma is null
        ? error
        : error * tensor(timesteps.Select(step => (float)Weight(step)).ToArray()).to(error.device);
}
