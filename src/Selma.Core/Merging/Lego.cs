using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Clusters the experts' units (row k of A, column k of B) and makes a factor pair of the clusters' centers.</summary>
/// <remarks>
/// Source: LoRA-LEGO, arXiv 2409.16167. A center is shorter than its units, so it gets their mean length back; and a result of rank k
/// instead of r counts sqrt(r / k) (training.md 6.6). An expert's scale goes into both factors alike.
/// </remarks>
internal static class Lego
{
    public static LoraLayer Merge(MergeLayer layer)
    {
        using var scope = NewDisposeScope();
        var units = cat([.. layer.Experts.Select(Units)], 0); // [sum r, in + out]
        var clusters = KMeans.Cluster(units, (int)Math.Min(layer.Rank, units.shape[0]), new(layer.Settings.Seed, $"merge/{layer.Path}/clusters", 0));
        var centers = KMeans.Means(units, clusters); // [k, in + out]
        var lengths = KMeans.Means(Length(units), clusters).div(maximum(Length(centers), tensor(1e-12f)));
        var mean = layer.Experts.Average(expert => expert.Rank);
        var scaled = centers.mul(lengths).TimesInPlace(Math.Sqrt(Math.Sqrt(mean / centers.shape[0])) * Math.Sqrt(layer.Settings.Strength));
        var (down, up) = (scaled.narrow(1, 0, layer.Experts[0].In), scaled.narrow(1, layer.Experts[0].In, layer.Experts[0].Out).t());
        return new LoraLayer(down.contiguous(), up.contiguous()).MoveOut();
    }

    /// <summary>[N, 1]</summary>
    private static Tensor Length(Tensor units) => units.square().sum(1, keepdim: true).sqrt();

    /// <summary>[rank, in + out]</summary>
    private static Tensor Units(LoraLayer expert)
    {
        var units = cat([expert.Down, expert.Up.t()], 1);
        return units.Times(Math.Sqrt(expert.Scale));
    }
}
