using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Puts factors side by side: A = [w s A_1; ...], B = [B_1, ...], so that B A is the weighted sum of updates, exactly.</summary>
/// <remarks>Source: PEFT's <c>cat</c>, which scales A; rank is the sum of ranks (training.md 6.2).</remarks>
internal static class Concatenation
{
    /// <param name="experts">Factors of one layer.</param>
    /// <param name="weights">A weight for each.</param>
    /// <returns>Factors of scale 1.</returns>
    public static LoraLayer Merge(IReadOnlyList<LoraLayer> experts, IReadOnlyList<double> weights)
    {
        using var scope = NewDisposeScope();
        var down = cat([.. experts.Zip(weights, (expert, weight) => expert.Down.Times(weight * expert.Scale))], 0); // [sum r, in]
        var up = cat([.. experts.Select(expert => expert.Up)], 1); // [out, sum r]
        return new(down.MoveToOuterDisposeScope(), up.MoveToOuterDisposeScope());
    }
}
