using CsCheck;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

public static class MergeInnerTests
{
    [Fact]
    public static void Those_of_a_weighted_sum_are_those_of_its_factors() => Gen.Select(Gen.ULong, Gen.Double[-1, 2]).Array[1, 4].Sample(
        items =>
        {
            using var scope = NewDisposeScope();
            LoraLayer[] experts = [.. items.Select(item => new LoraLayer(Noise.Normal(item.Item1, "down", 0, 2, 5), Noise.Normal(item.Item1, "up", 0, 4, 2), 1.5))];
            double[] weights = [.. items.Select(item => item.Item2)];
            var measured = MergeInner.Of(experts, Concatenation.Merge(experts, weights), new());
            var derived = MergeInner.OfSum(experts, weights);
            Assert.Equal(measured.Merged, derived.Merged, 1e-3);
            Assert.All(Enumerable.Range(0, experts.Length), i => Assert.Equal(measured.Shared(i), derived.Shared(i), 1e-3));
        },
        iter: 20,
        threads: 1);
}
