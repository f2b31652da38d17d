namespace Selma.Core.Models;

/// <summary>What a denoising network predicts.</summary>
public enum PredictionType
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>Velocity: sqrt(a) noise - sqrt(1 - a) latent, with a = alphas_cumprod[t] (Salimans and Ho 2022).</summary>
    VPrediction,

    /// <summary>The latent without noise.</summary>
    Sample,
}
