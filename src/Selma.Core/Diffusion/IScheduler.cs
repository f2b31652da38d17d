using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>One run of a scheduler, from noise to latents; use a new one for every batch.</summary>
public interface IScheduler : IDisposable
{
    /// <summary>The timesteps at which the network is asked, in order; one may come twice, and some schedulers ask between two.</summary>
    IReadOnlyList<float> Timesteps { get; }

    /// <summary>Standard deviation of the noise that a run begins with.</summary>
    float InitNoiseSigma { get; }

    /// <summary>The latent as the network takes it.</summary>
    /// <param name="latent">[B, C, h, w]</param>
    /// <param name="step">Index into <see cref="Timesteps"/>.</param>
    /// <returns>The latent itself, or a new one in the caller's dispose scope.</returns>
    Tensor ScaleInput(Tensor latent, int step);

    /// <summary>Takes the latent from one timestep to the next.</summary>
    /// <param name="prediction">What the network said, [B, C, h, w].</param>
    /// <param name="step">Index into <see cref="Timesteps"/>; call with 0, 1, 2 … in turn.</param>
    /// <param name="latent">The latent before <see cref="ScaleInput"/>, [B, C, h, w].</param>
    /// <param name="noise">Draws standard normal numbers in the latent's shape; called only by schedulers that add noise, at most once.</param>
    /// <returns>The next latent, in the caller's dispose scope.</returns>
    Tensor Step(Tensor prediction, int step, Tensor latent, Func<Tensor> noise);
}
