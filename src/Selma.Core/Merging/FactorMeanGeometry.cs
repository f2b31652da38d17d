using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>
/// How far the mean of factors P = (mean sB)(mean A) is from the mean of updates U = mean sBA, whatever the method that merged: what the two
/// readings of "averaging experts" differ by. Layer by layer, from factors alone.
/// </summary>
/// <remarks>Source: training.md 6.1. Experts from one start A agree more than experts from different ones.</remarks>
internal sealed class FactorMeanGeometry
{
    private double _factors;
    private double _shared;
    private double _updates;

    /// <summary>Norm of P over that of U; 1 where all A are equal, 1 / sqrt(experts) for unrelated ones. 0 where there is no update.</summary>
    public double NormRatio => Share(Math.Sqrt(_factors), Math.Sqrt(_updates));

    /// <summary>Cosine between P and U over all layers.</summary>
    public double Cosine => Share(_shared, Math.Sqrt(_factors * _updates));

    /// <summary>Squared norm of P - U over that of U: what products B_i A_j of different experts put in, and what they take the place of.</summary>
    public double CrossTermEnergy => Math.Max(0, Share(_factors - (2 * _shared) + _updates, _updates));

    /// <summary>Takes one layer in.</summary>
    /// <param name="experts">Its factors in every expert, of one rank.</param>
    public void Add(IReadOnlyList<LoraLayer> experts)
    {
        using var scope = NewDisposeScope();
        var down = stack(experts.Select(expert => expert.Down)).mean([0]); // [L, rank, in] -> [rank, in]
        var up = stack(experts.Select(expert => expert.Up.Times(expert.Scale))).mean([0]); // [L, out, rank] -> [out, rank]
        var mean = new LoraLayer(down, up);
        double count = experts.Count;
        _factors += Geometry.Inner(mean, mean);
        _shared += experts.Sum(expert => Geometry.Inner(expert, mean)) / count;
        _updates += experts.Sum(a => experts.Sum(b => Geometry.Inner(a, b))) / (count * count);
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
