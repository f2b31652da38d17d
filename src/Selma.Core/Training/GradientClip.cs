using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>Gradient clipping by the norm over all parameters.</summary>
public static class GradientClip
{
    private const double Epsilon = 1e-6; // torch's clip_grad_norm_

    /// <summary>Scales the gradient down in place so that its norm is at most <paramref name="maxNorm"/>.</summary>
    /// <param name="gradient">[N]</param>
    /// <param name="maxNorm">The largest norm allowed; infinity leaves the gradient as it is.</param>
    /// <returns>The norm before clipping.</returns>
    public static double Apply(Tensor gradient, double maxNorm)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        using var scope = NewDisposeScope();
        var norm = (double)gradient.norm().item<float>();
        if (maxNorm / (norm + Epsilon) < 1)
        {
            _ = gradient.TimesInPlace(maxNorm / (norm + Epsilon));
        }

        return norm;
    }
}
