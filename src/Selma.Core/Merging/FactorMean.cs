using Selma.Core.Lora;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Averages the factors: A = sum w A_i, B = sum w s B_i. Its update holds every B_i A_j, not only i = j.</summary>
/// <remarks>Source: paper, section 3.4 and appendix E. It equals the mean of updates if all A_i are equal (training.md 6.1).</remarks>
internal static class FactorMean
{
    /// <param name="experts">Factors of one layer, of one rank.</param>
    /// <param name="weights">A weight for each.</param>
    /// <returns>Factors of the experts' rank, scale 1.</returns>
    public static LoraLayer Merge(IReadOnlyList<LoraLayer> experts, IReadOnlyList<double> weights) => new(
        Sum(experts.Select(expert => expert.Down), weights),
        Sum(experts.Select(expert => expert.Up), weights.Zip(experts, (weight, expert) => weight * expert.Scale)));

    private static Tensor Sum(IEnumerable<Tensor> factors, IEnumerable<double> weights)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        foreach (var (factor, weight) in factors.Zip(weights))
        {
            sum = sum is null ? factor.Times(weight) : sum.PlusInPlace(factor.Times(weight));
        }

        return sum!.MoveToOuterDisposeScope();
    }
}
