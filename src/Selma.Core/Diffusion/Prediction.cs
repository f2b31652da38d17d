using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>What a network's prediction says, whatever it predicts: with x = signal * clean + spread * noise.</summary>
internal static class Prediction
{
    /// <summary>The latent without noise.</summary>
    /// <param name="type">What the network predicts.</param>
    /// <param name="prediction">What it said, [B, C, h, w].</param>
    /// <param name="latent">x, [B, C, h, w].</param>
    /// <param name="signal">sqrt(alphas_cumprod)</param>
    /// <param name="spread">sqrt(1 - alphas_cumprod)</param>
    public static Tensor Clean(PredictionType type, Tensor prediction, Tensor latent, float signal, float spread) => type switch
    {
        PredictionType.Epsilon => latent.Minus(prediction.Times(spread)).Over(signal),
        PredictionType.Sample => prediction,
        _ => latent.Times(signal).Minus(prediction.Times(spread)),
    };

    /// <summary>The noise; parameters as those of <see cref="Clean"/>.</summary>
    public static Tensor Noise(PredictionType type, Tensor prediction, Tensor latent, float signal, float spread) => type switch
    {
        PredictionType.Epsilon => prediction,
        PredictionType.Sample => latent.Minus(prediction.Times(signal)).Over(spread),
        _ => prediction.Times(signal).Plus(latent.Times(spread)),
    };
}
