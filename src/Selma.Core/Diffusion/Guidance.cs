using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>Classifier-free guidance.</summary>
public static class Guidance
{
    /// <summary>Moves the unconditional prediction towards the conditional one and beyond: u + scale (c - u).</summary>
    /// <param name="unconditional">Prediction for the empty prompt, [B, C, h, w].</param>
    /// <param name="conditional">Prediction for the prompt, [B, C, h, w].</param>
    /// <param name="scale">The guidance scale; 1 gives the conditional prediction.</param>
    /// <remarks>Source: Ho and Salimans 2022, formula 6, with their w + 1 for the scale.</remarks>
    public static Tensor Combine(Tensor unconditional, Tensor conditional, double scale)
    {
        using var scope = NewDisposeScope();
        return (unconditional + (conditional - unconditional).Times((float)scale)).MoveToOuterDisposeScope();
    }
}
