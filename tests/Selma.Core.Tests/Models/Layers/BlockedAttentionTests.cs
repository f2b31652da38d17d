using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models.Layers;

public static class BlockedAttentionTests
{
    /// <summary>Widths and numbers of positions of SD v1.4, SDXL and the autoencoder, and an odd one; scores from flat to sharp.</summary>
    [Theory]
    [InlineData(2, 1024, 40, 1.0)]
    [InlineData(1, 1100, 40, 4.0)]
    [InlineData(2, 256, 160, 4.0)]
    [InlineData(1, 1024, 64, 10.0)]
    [InlineData(1, 300, 512, 1.0)]
    public static void It_is_attention_within_one_percent(int heads, int positions, int width, double spread)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (q, k, v) = (Draw(1, heads, positions, width, spread), Draw(2, heads, positions, width, spread), Draw(3, heads, positions, width, 1));
        Assert.True(BlockedAttention.Takes(k));
        var exact = nn.functional.scaled_dot_product_attention(q.to(ScalarType.Float32), k.to(ScalarType.Float32), v.to(ScalarType.Float32));
        var error = BlockedAttention.Attend(q, k, v).to(ScalarType.Float32).Minus(exact).norm().item<float>() / exact.norm().item<float>();
        Assert.InRange(error, 1e-4, 0.01);
    }

    [Fact]
    public static void An_item_does_not_depend_on_its_batch()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor Batch(uint seed) => Noise.Normal(seed, 3, 2, 256, 40).to(ScalarType.BFloat16);
        var (q, k, v) = (Batch(1), Batch(2), Batch(3));
        var alone = BlockedAttention.Attend(q.narrow(0, 1, 1), k.narrow(0, 1, 1), v.narrow(0, 1, 1));
        TensorAssert.Close(alone, BlockedAttention.Attend(q, k, v).narrow(0, 1, 1), 0);
    }

    [Theory]
    [InlineData(7)] // as precise as any
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(85)]
    [InlineData(800)] // overflows
    public static void A_key_above_those_that_were_asked_is_seen_all_the_same(double score)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (q, k, v) = Outlier(score);
        var exact = nn.functional.scaled_dot_product_attention(q.to(ScalarType.Float32), k.to(ScalarType.Float32), v.to(ScalarType.Float32));
        TensorAssert.Close(exact, BlockedAttention.Attend(q, k, v).to(ScalarType.Float32), 0.02);
    }

    [Fact]
    public static void An_item_does_not_depend_on_such_a_key_of_another()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (q, k, v) = (Draw(1, 1, 256, 64, 1), Draw(2, 1, 256, 64, 1), Draw(3, 1, 256, 64, 1));
        var (otherQ, otherK, otherV) = Outlier(800);
        var beside = BlockedAttention.Attend(cat([otherQ, q]), cat([otherK, k]), cat([otherV, v])).narrow(0, 1, 1);
        TensorAssert.Close(BlockedAttention.Attend(q, k, v), beside, 0);
    }

    [Fact]
    public static void It_takes_neither_what_wants_a_gradient_nor_another_type_nor_few_keys()
    {
        using var scope = NewDisposeScope();
        var k = Draw(1, 1, 256, 64, 1);
        Assert.False(BlockedAttention.Takes(k));
        using var frozen = no_grad();
        Assert.True(BlockedAttention.Takes(k));
        Assert.False(BlockedAttention.Takes(k.to(ScalarType.Float32)));
        Assert.False(BlockedAttention.Takes(k.narrow(2, 0, 77)));
        _ = BlockedAttention.Without(() =>
        {
            Assert.False(BlockedAttention.Takes(k));
            return k;
        });
        Assert.True(BlockedAttention.Takes(k));
    }

    /// <summary>Queries that are all alike, and keys of score 0 but for one, which is no seventh one.</summary>
    private static (Tensor Queries, Tensor Keys, Tensor Values) Outlier(double score)
    {
        var k = zeros(1, 1, 256, 64);
        _ = k[0, 0, 5].copy_(ones(64).Times(score / 8)); // 8 = sqrt(64), of a product of 64 ones
        return (ones(1, 1, 256, 64).to(ScalarType.BFloat16), k.to(ScalarType.BFloat16), Draw(3, 1, 256, 64, 1));
    }

    /// <summary>Normal numbers, so that scores of two such tensors have the standard deviation <paramref name="spread"/>.</summary>
    private static Tensor Draw(uint seed, int heads, int positions, int width, double spread) =>
        Noise.Normal(seed, 1, heads, positions, width).Times(Math.Sqrt(spread)).to(ScalarType.BFloat16);
}
