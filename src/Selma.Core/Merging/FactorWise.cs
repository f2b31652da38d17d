using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Combines the factors A with each other and the factors B with each other.</summary>
/// <remarks>
/// Source: PEFT 0.21.2, <c>add_weighted_adapter</c>: with c = weight * scale, A counts sign(c) sqrt|c| and B sqrt|c| times, so the result
/// depends on the basis that each expert happens to have (training.md 6.3).
/// </remarks>
internal static class FactorWise
{
    public static Func<MergeLayer, LoraLayer> With(Combination combination) => layer =>
    {
        var shares = layer.Weights.Zip(layer.Experts, (weight, expert) => weight * expert.Scale).ToList();
        return new(
            combination.Of([.. layer.Experts.Select(expert => expert.Down)], [.. shares.Select(share => Math.Sign(share) * Math.Sqrt(Math.Abs(share)))], "A", layer),
            combination.Of([.. layer.Experts.Select(expert => expert.Up)], [.. shares.Select(share => Math.Sqrt(Math.Abs(share)))], "B", layer));
    };
}
