using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Squared norms before and after cutting to a rank.</summary>
internal sealed class CutEnergy
{
    /// <summary>Of what was to be cut; 0 where nothing was.</summary>
    public double Whole { get; private set; }

    /// <summary>Of what was kept.</summary>
    public double Kept { get; private set; }

    /// <summary>Counts a matrix with these singular values, of which the first were kept.</summary>
    public void Add(Tensor values, long kept)
    {
        using var scope = NewDisposeScope();
        var squares = values.to(ScalarType.Float64).square();
        Whole += squares.sum().item<double>();
        Kept += squares.narrow(0, 0, kept).sum().item<double>();
    }

    /// <summary>Counts what another counted.</summary>
    public void Add(CutEnergy other) => (Whole, Kept) = (Whole + other.Whole, Kept + other.Kept);
}
