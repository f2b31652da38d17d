using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>The weights of merges that are a weighted sum of updates, and so exact in factors.</summary>
internal static class Blend
{
    private const double Parallel = 0.9995; // above it slerp is a straight line: mergekit

    /// <summary>Those of the settings.</summary>
    public static IReadOnlyList<double> Given(MergeLayer layer) => layer.Weights;

    /// <summary>Those of the settings over their sum. Source: mergekit's <c>linear</c>.</summary>
    public static IReadOnlyList<double> Normalized(MergeLayer layer)
    {
        var sum = layer.Weights.Sum();
        return [.. layer.Weights.Select(weight => weight / sum)];
    }

    /// <summary>Those learnt for each layer. Source: LoRA Soups, arXiv 2410.13025.</summary>
    public static IReadOnlyList<double> Learned(MergeLayer layer) => layer.Settings.Coefficients?.TryGetValue(layer.Path, out var weights) is true
        ? weights.Count == layer.Experts.Count
            ? weights
            : throw Misfit($"give {weights.Count} weights for layer '{layer.Path}', and there are {layer.Experts.Count} experts")
        : throw Misfit($"give none for layer '{layer.Path}'");

    /// <summary>Along the arc between two updates. Source: mergekit's <c>slerp</c>.</summary>
    public static IReadOnlyList<double> Spherical(MergeLayer layer)
    {
        var t = layer.Settings.Interpolation;
        var cosine = Math.Clamp(Cosine(layer.Experts[0], layer.Experts[1]), -1, 1);
        if (Math.Abs(cosine) > Parallel)
        {
            return [1 - t, t];
        }

        var angle = Math.Acos(cosine);
        return [Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle)];
    }

    /// <summary>The mean, nearer to the base the less the experts agree. Source: Model Stock, arXiv 2403.19522, equation 3; mergekit.</summary>
    public static IReadOnlyList<double> ModelStock(MergeLayer layer)
    {
        var count = layer.Experts.Count;
        if (count == 1)
        {
            return [1];
        }

        var cosine = layer.Experts.SelectMany((a, i) => layer.Experts.Skip(i + 1).Select(b => Cosine(a, b))).Average();
        var divisor = 1 + ((count - 1) * cosine);
        var share = Math.Abs(divisor) > 1e-12 ? count * cosine / divisor : 0; // opposite experts: their mean is 0 anyway
        return [.. Enumerable.Repeat(share / count, count)];
    }

    private static double Cosine(LoraLayer a, LoraLayer b)
    {
        var norms = Math.Sqrt(Geometry.Inner(a, a) * Geometry.Inner(b, b));
        return norms > 0 ? Geometry.Inner(a, b) / norms : 0;
    }

    private static SelmaException Misfit(string what) => new("SELMA2231", $"'merge.coefficients' {what}. Learn them with the same experts.");
}
