using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Experts;

/// <summary>What the autoencoder says of images: a normal distribution of latents.</summary>
/// <param name="Mean">[B, 4, h, w]</param>
/// <param name="LogVar">As <paramref name="Mean"/>.</param>
internal sealed record Posterior(Tensor Mean, Tensor LogVar)
{
    /// <summary>Latents drawn from it: (mean + exp(logvar / 2) noise) * scaling factor.</summary>
    /// <param name="noise">Standard normal, as <see cref="Mean"/>.</param>
    /// <param name="scalingFactor">The autoencoder's.</param>
    public Tensor Sample(Tensor noise, double scalingFactor)
    {
        using var scope = NewDisposeScope();
        return LogVar.Times(0.5).exp().mul(noise).Plus(Mean).Times(scalingFactor).MoveToOuterDisposeScope();
    }
}
