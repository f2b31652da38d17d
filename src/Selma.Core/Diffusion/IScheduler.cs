using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>One run of a scheduler, from noise to latents; use a new one for every batch.</summary>
public interface IScheduler : IDisposable
{
    /// <summary>The timesteps at which the network is asked, in order; one may come twice.</summary>
    IReadOnlyList<int> Timesteps { get; }

    /// <summary>Takes the latent from one timestep to the next.</summary>
    /// <param name="prediction">What the network said, [B, C, h, w].</param>
    /// <param name="step">Index into <see cref="Timesteps"/>; call with 0, 1, 2 … in turn.</param>
    /// <param name="latent">The latent that it was asked about, [B, C, h, w].</param>
    /// <returns>The next latent, in the caller's dispose scope.</returns>
    Tensor Step(Tensor prediction, int step, Tensor latent);
}
