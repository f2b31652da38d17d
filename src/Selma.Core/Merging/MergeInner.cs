using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Inner products of the experts' updates and the merged one, at one layer or summed over layers.</summary>
internal sealed class MergeInner
{
    private readonly double[] _pairs;
    private readonly double[] _shared;
    private readonly int _experts;
    private double _merged;
    private double _whole;
    private double _kept;

    /// <summary>Of so many experts, all 0.</summary>
    public MergeInner(int experts) => (_experts, _pairs, _shared) = (experts, new double[experts * experts], new double[experts]);

    /// <summary>&lt;merged, merged&gt;</summary>
    public double Merged => _merged;

    /// <summary>What a cut to a rank kept of the squared norm; null where nothing was cut.</summary>
    public double? KeptEnergy => _whole > 0 ? _kept / _whole : null;

    /// <summary>&lt;D_i, D_j&gt;</summary>
    public double Pair(int i, int j) => _pairs[(i * _experts) + j];

    /// <summary>&lt;D_i, merged&gt;</summary>
    public double Shared(int i) => _shared[i];

    /// <summary>Measures a layer.</summary>
    public static MergeInner Of(IReadOnlyList<LoraLayer> experts, LoraLayer merged, CutEnergy energy)
    {
        var inner = OfExperts(experts);
        (inner._merged, inner._whole, inner._kept) = (Geometry.Inner(merged, merged), energy.Whole, energy.Kept);
        for (var i = 0; i < experts.Count; i++)
        {
            inner._shared[i] = Geometry.Inner(experts[i], merged);
        }

        return inner;
    }

    /// <summary>A layer whose merged update is the weighted sum of the experts': nothing of the result's rank need be multiplied.</summary>
    public static MergeInner OfSum(IReadOnlyList<LoraLayer> experts, IReadOnlyList<double> weights)
    {
        var inner = OfExperts(experts);
        for (var i = 0; i < experts.Count; i++)
        {
            inner._shared[i] = weights.Select((weight, j) => weight * inner.Pair(i, j)).Sum();
            inner._merged += weights[i] * inner._shared[i];
        }

        inner._merged = Math.Max(inner._merged, 0);
        return inner;
    }

    /// <summary>Adds those of another layer.</summary>
    public void Add(MergeInner layer)
    {
        _merged += layer._merged;
        _whole += layer._whole;
        _kept += layer._kept;
        Add(_pairs, layer._pairs);
        Add(_shared, layer._shared);
    }

    private static MergeInner OfExperts(IReadOnlyList<LoraLayer> experts)
    {
        var inner = new MergeInner(experts.Count);
        for (var i = 0; i < experts.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inner._pairs[(i * experts.Count) + j] = inner._pairs[(j * experts.Count) + i] = Geometry.Inner(experts[i], experts[j]);
            }
        }

        return inner;
    }

    private static void Add(double[] sums, double[] values)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}
