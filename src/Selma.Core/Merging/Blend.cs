using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Merges that are a weighted sum of updates whose weights the layer itself decides: exact in factors.</summary>
internal static class Blend
{
    private const double Parallel = 0.9995; // above it slerp is a straight line: mergekit

    /// <summary>The sum over the sum of weights. Source: mergekit's <c>linear</c>.</summary>
    public static LoraLayer Normalized(MergeLayer layer)
    {
        var sum = layer.Weights.Sum();
        return Concatenation.Merge(layer.Experts, [.. layer.Weights.Select(weight => weight / sum)]);
    }

    /// <summary>Weights that were learnt for each layer. Source: LoRA Soups, arXiv 2410.13025.</summary>
    public static LoraLayer Learned(MergeLayer layer) => layer.Settings.Coefficients?.TryGetValue(layer.Path, out var weights) is true
        ? weights.Count == layer.Experts.Count
            ? Concatenation.Merge(layer.Experts, weights)
            : throw Misfit($"give {weights.Count} weights for layer '{layer.Path}', and there are {layer.Experts.Count} experts")
        : throw Misfit($"give none for layer '{layer.Path}'");

    /// <summary>Along the arc between two updates. Source: mergekit's <c>slerp</c>.</summary>
    public static LoraLayer Spherical(MergeLayer layer)
    {
        var t = layer.Settings.Interpolation;
        var cosine = Math.Clamp(Cosine(layer.Experts[0], layer.Experts[1]), -1, 1);
        if (Math.Abs(cosine) > Parallel)
        {
            return Concatenation.Merge(layer.Experts, [1 - t, t]);
        }

        var angle = Math.Acos(cosine);
        return Concatenation.Merge(layer.Experts, [Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle)]);
    }

    /// <summary>The mean, nearer to the base the less the experts agree. Source: Model Stock, arXiv 2403.19522, equation 3; mergekit.</summary>
    public static LoraLayer ModelStock(MergeLayer layer)
    {
        var count = layer.Experts.Count;
        var cosine = layer.Experts.SelectMany((a, i) => layer.Experts.Skip(i + 1).Select(b => Cosine(a, b))).Average();
        var divisor = 1 + ((count - 1) * cosine);
        var share = Math.Abs(divisor) > 1e-12 ? count * cosine / divisor : 0; // opposite experts: their mean is 0 anyway
        return Concatenation.Merge(layer.Experts, [.. Enumerable.Repeat(share / count, count)]);
    }

    private static double Cosine(LoraLayer a, LoraLayer b)
    {
        var norms = Math.Sqrt(Geometry.Inner(a, a) * Geometry.Inner(b, b));
        return norms > 0 ? Geometry.Inner(a, b) / norms : 0;
    }

    private static SelmaException Misfit(string what) => new("SELMA2231", $"'merge.coefficients' {what}. Learn them with the same experts.");
}
