using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Squared norms before and after cutting to a rank.</summary>
internal sealed class CutEnergy
{
    /// <summary>Of what was to be cut; 0 where nothing was.</summary>
    public double Whole { get; private set; }

    /// <summary>Of what was kept.</summary>
    public double Kept { get; private set; }

    /// <summary>Counts a matrix.</summary>
    /// <param name="whole">Its singular values, or the matrix itself: the sum of squares is the same.</param>
    /// <param name="kept">The singular values that were kept.</param>
    public void Add(Tensor whole, Tensor kept)
    {
        Whole += Squares(whole);
        Kept += Squares(kept);
    }

    /// <summary>Counts what another counted.</summary>
    public void Add(CutEnergy other) => (Whole, Kept) = (Whole + other.Whole, Kept + other.Kept);

    private static double Squares(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.to(ScalarType.Float64).square().sum().item<double>();
    }
}
