using Selma.Core.Numerics;
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
        return unconditional.Plus(conditional.Minus(unconditional).Times((float)scale)).MoveToOuterDisposeScope();
    }

    /// <summary>Draws the guided prediction's spread back towards that of the conditional one, which guidance widens.</summary>
    /// <param name="guided">What <see cref="Combine"/> gave, [B, C, h, w].</param>
    /// <param name="conditional">Prediction for the prompt, [B, C, h, w].</param>
    /// <param name="strength">0: not at all; 1: all the way.</param>
    /// <remarks>Source: Lin et al. 2024, formulas 15 and 16; the spread is the standard deviation of one sample's numbers.</remarks>
    public static Tensor Rescale(Tensor guided, Tensor conditional, double strength)
    {
        using var scope = NewDisposeScope();
        var rescaled = guided * (Spread(conditional) / Spread(guided));
        return rescaled.Times((float)strength).Plus(guided.Times((float)(1 - strength))).MoveToOuterDisposeScope();
    }

    private static Tensor Spread(Tensor x) => x.std([1, 2, 3], unbiased: true, keepdim: true); // [B, 1, 1, 1]
}
