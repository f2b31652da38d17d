namespace Selma.Core.Models.SingleFile;

/// <summary>A family of models whose checkpoints have their own names for tensors.</summary>
internal enum CheckpointKind
{
    /// <summary>Stable Diffusion 1.</summary>
    StableDiffusion1,

    /// <summary>Stable Diffusion 2.</summary>
    StableDiffusion2,

    /// <summary>Stable Diffusion XL base.</summary>
    StableDiffusionXL,
}
