using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Gives the experts common output directions by [D_1 ... D_L] = U S [V_1 ... V_L] and combines the V_i.</summary>
/// <remarks>
/// Source: KnOTS, arXiv 2410.19735, section 4. Only matrices as large as the sum of ranks are decomposed (training.md 6.6); directions
/// below 1e-5 of the strongest are rounding and left out.
/// </remarks>
internal static class Knots
{
    public static Func<MergeLayer, LoraLayer> With(Combination combination) => layer =>
    {
        using var scope = NewDisposeScope();
        var (left, ups) = CoreSpace.Basis(cat([.. layer.Experts.Select(expert => expert.Up)], 1)); // [p, sum r]
        var downs = layer.Experts.Select(expert => CoreSpace.Basis(expert.Down.t())).ToList(); // [in, q], [q, r] each
        var (directions, values, coordinates) = LowRank.Svd(cat([.. Blocks(layer.Experts, ups, downs)], 1)); // [p, k], [k], [k, sum q]
        var kept = LowRank.Significant(values);
        var merged = combination.Of(Parts(coordinates.narrow(0, 0, kept), downs), layer.Weights, "V", layer); // [k, in]
        var up = directions.narrow(1, 0, kept).mul(values.narrow(0, 0, kept)).TimesInPlace(layer.Settings.Strength);
        return new LoraLayer(merged, left is null ? up.contiguous() : left.matmul(up)).MoveOut();
    };

    private static IEnumerable<Tensor> Blocks(IReadOnlyList<LoraLayer> experts, Tensor ups, List<(Tensor? Basis, Tensor Coordinates)> downs)
    {
        var start = 0L;
        for (var i = 0; i < experts.Count; i++)
        {
            yield return ups.narrow(1, start, experts[i].Rank).matmul(downs[i].Coordinates.t()).TimesInPlace(experts[i].Scale);
            start += experts[i].Rank;
        }
    }

    /// <summary>V_i, [k, in] each.</summary>
    private static List<Tensor> Parts(Tensor coordinates, List<(Tensor? Basis, Tensor Coordinates)> downs)
    {
        var parts = new List<Tensor>();
        var start = 0L;
        foreach (var (basis, own) in downs)
        {
            var part = coordinates.narrow(1, start, own.shape[0]);
            parts.Add(basis is null ? part : part.matmul(basis.t()));
            start += own.shape[0];
        }

        return parts;
    }
}
