using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Zeroes part of a tensor.</summary>
internal static class Pruning
{
    private const double Small = 1e-7; // norms below it are not matched: mergekit

    /// <summary>The density * n largest by magnitude stay, rounded down.</summary>
    public static Tensor Largest(Tensor values, double density)
    {
        using var scope = NewDisposeScope();
        if (density >= 1)
        {
            return values.alias().MoveToOuterDisposeScope();
        }

        var flat = values.reshape(-1);
        var (_, kept) = flat.abs().topk((int)(density * flat.numel()), dim: 0, largest: true, sorted: false);
        return zeros_like(flat).scatter_(0, kept, flat.gather(0, kept)).view(values.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Those under the mask stay, divided by the density: the expectation is kept. Source: DARE, equation 2; PEFT.</summary>
    public static Tensor Dropped(Tensor values, Tensor mask, double density)
    {
        using var scope = NewDisposeScope();
        return values.mul(mask).OverInPlace(density).MoveToOuterDisposeScope();
    }

    /// <summary>Those under the mask stay, scaled so that the L1 norm is kept. Source: mergekit.</summary>
    public static Tensor Matched(Tensor values, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var masked = values.mul(mask);
        var before = values.abs().sum(ScalarType.Float64).item<double>();
        var after = masked.abs().sum(ScalarType.Float64).item<double>();
        return (before < Small || after < Small ? masked : masked.TimesInPlace(before / after)).MoveToOuterDisposeScope();
    }
}
