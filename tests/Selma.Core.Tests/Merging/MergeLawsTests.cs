using CsCheck;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

public static class MergeLawsTests
{
    private const int Rank = 2;
    private const int In = 4;
    private const int Out = 3;
    private static readonly Gen<LoraLayer> Layer =
        from down in Gen.Float[-1, 1].Array[Rank * In]
        from up in Gen.Float[-1, 1].Array[Out * Rank]
        from scale in Gen.Double[0.5, 2]
        select new LoraLayer(tensor(down).view(Rank, In), tensor(up).view(Out, Rank), scale);

    [Fact]
    public static void The_mean_of_updates_is_the_merge_of_factors_plus_the_covariance_of_factors() => Layer.List[1, 5].Sample(experts =>
    {
        using var scope = NewDisposeScope();
        var same = experts.Select(expert => expert with { Scale = 1 }).ToList();
        var shares = Enumerable.Repeat(1.0 / same.Count, same.Count).ToList();
        var uniform = LoraWeights.Delta(Concatenation.Merge(same, shares));
        var mean = FactorMean.Merge(same, shares);
        var covariance = same.Select(expert => expert.Up.Minus(mean.Up).matmul(expert.Down.Minus(mean.Down))).Aggregate((a, b) => a.Plus(b)).Over(same.Count);
        TensorAssert.Close(uniform, LoraWeights.Delta(mean).Plus(covariance), 1e-5);
    });

    [Fact]
    public static void A_concatenation_is_the_weighted_sum_of_updates() => Gen.Select(Layer, Gen.Double[-2, 2]).List[1, 4].Sample(items =>
    {
        using var scope = NewDisposeScope();
        var merged = Concatenation.Merge([.. items.Select(item => item.Item1)], [.. items.Select(item => item.Item2)]);
        var sum = items.Select(item => LoraWeights.Delta(item.Item1).Times(item.Item2)).Aggregate((a, b) => a.Plus(b));
        TensorAssert.Close(sum, LoraWeights.Delta(merged), 1e-4);
    });

    [Fact]
    public static void Inner_products_from_factors_are_those_of_updates() => Gen.Select(Layer, Layer).Sample((a, b) =>
    {
        using var scope = NewDisposeScope();
        var expected = (LoraWeights.Delta(a) * LoraWeights.Delta(b)).sum().item<float>();
        Assert.Equal(expected, Geometry.Inner(a, b), 1e-4);
    });
}
