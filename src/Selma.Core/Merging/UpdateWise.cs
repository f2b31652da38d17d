using Selma.Core.Lora;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Combines the updates themselves, [out, in], and cuts the result to a rank.</summary>
/// <remarks>Source: PEFT 0.21.2's types that end with <c>_svd</c>, where the scale of an expert counts once (training.md 6.3).</remarks>
internal static class UpdateWise
{
    public static Func<MergeLayer, LoraLayer> With(Combination combination) => With((updates, layer) => combination.Of(updates, layer.Weights, "BA", layer));

    public static Func<MergeLayer, LoraLayer> With(MergekitCombination combination) => With(combination.Of);

    private static Func<MergeLayer, LoraLayer> With(Func<IReadOnlyList<Tensor>, MergeLayer, Tensor> combine) => layer =>
    {
        using var scope = NewDisposeScope();
        var (up, down) = LowRank.Factors(combine([.. layer.Experts.Select(LoraWeights.Delta)], layer), layer);
        return new(down.MoveToOuterDisposeScope(), up.MoveToOuterDisposeScope());
    };
}
