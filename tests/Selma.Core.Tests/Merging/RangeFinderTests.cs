using CsCheck;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

/// <summary>Cuts of an update by random vectors, beside the best cut.</summary>
public static class RangeFinderTests
{
    private const int Rank = 8;
    private static readonly MergeSettings Randomized = new() { Method = "ties_svd", Decomposition = RangeFinder.Name };

    [Theory]
    [InlineData(64, 64)]
    [InlineData(96, 48)]
    [InlineData(40, 120)]
    public static void Of_a_decaying_spectrum_it_finds_what_the_exact_decomposition_finds(int rows, int columns) => Gen.ULong.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            var matrix = Decaying(seed, rows, columns);
            var (exact, randomized) = (Cut(matrix, new()), Cut(matrix, Randomized));
            Assert.InRange(Norm(exact.Cut.Minus(randomized.Cut)) / Norm(exact.Cut), 0, 1e-4);
            Assert.Equal(exact.Energy.Whole, randomized.Energy.Whole, exact.Energy.Whole * 1e-6);
            Assert.Equal(exact.Energy.Kept, randomized.Energy.Kept, exact.Energy.Kept * 1e-6);
        },
        iter: 10,
        threads: 1);

    [Fact]
    public static void It_is_never_better_than_the_best_cut_and_nearly_as_good_on_a_flat_spectrum() => Gen.ULong.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            var matrix = Noise.Normal(seed, "flat", 0, 80, 60);
            var best = Norm(matrix.Minus(Cut(matrix, new()).Cut));
            var found = Norm(matrix.Minus(Cut(matrix, Randomized).Cut));
            Assert.InRange(found / best, 1 - 1e-5, 1.05);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public static void It_follows_from_seed_and_layer()
    {
        using var scope = NewDisposeScope();
        var matrix = Noise.Normal(1, "flat", 0, 80, 60);
        var first = Cut(matrix, Randomized).Cut.Values();
        Assert.Equal(first, Cut(matrix, Randomized).Cut.Values());
        Assert.NotEqual(first, Cut(matrix, Randomized with { Seed = 1 }).Cut.Values());
        Assert.NotEqual(first, Cut(matrix, Randomized, "other").Cut.Values());
    }

    [Fact]
    public static void A_rank_near_the_size_of_the_layer_is_cut_exactly()
    {
        using var scope = NewDisposeScope();
        var matrix = Noise.Normal(1, "flat", 0, Rank + 16, 60);
        Assert.Equal(Cut(matrix, new()).Cut.Values(), Cut(matrix, Randomized).Cut.Values());
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(9, 5)]
    [InlineData(5, 9)]
    public static void Decompositions_of_all_shapes_give_the_matrix_back(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var matrix = Noise.Normal(2, "any", 0, rows, columns);
        var (left, values, right) = LowRank.Svd(matrix);
        var few = Math.Min(rows, columns);
        TensorAssert.Close(matrix, left.mul(values).matmul(right), 1e-5);
        TensorAssert.Close(linalg.svdvals(matrix), values, 1e-5);
        TensorAssert.Close(eye(few), left.t().matmul(left), 1e-5);
        TensorAssert.Close(eye(few), right.matmul(right.t()), 1e-5);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public static void Updates_are_formed_only_where_ranks_add_up_to_a_side_of_theirs(int experts, bool isThin)
    {
        using var scope = NewDisposeScope();
        var space = CoreSpace.Of([.. Enumerable.Range(0, experts).Select(i => new LoraLayer(Noise.Normal(1, "a", i, 2, 12), Noise.Normal(1, "b", i, 8, 2)))]);
        long[] size = isThin ? [6, 6] : [8, 12];
        Assert.All(space.Cores, core => Assert.Equal(size, core.shape));
        Assert.Equal((isThin, isThin), (space.Left is not null, space.Right is not null));
    }

    /// <summary>Singular values 1, 1/2, 1/4, ...</summary>
    private static Tensor Decaying(ulong seed, int rows, int columns)
    {
        var few = Math.Min(rows, columns);
        var left = linalg.qr(Noise.Normal(seed, "left", 0, rows, few)).Q;
        var right = linalg.qr(Noise.Normal(seed, "right", 0, columns, few)).Q;
        return left.mul(tensor(Enumerable.Range(0, few).Select(i => MathF.Pow(0.5f, i)).ToArray())).matmul(right.t());
    }

    private static (Tensor Cut, CutEnergy Energy) Cut(Tensor matrix, MergeSettings settings, string path = "layer")
    {
        var layer = new MergeLayer(path, [], [], Rank, settings, RandomMasks.From(0));
        var (up, down) = LowRank.Factors(matrix, layer);
        return (up.matmul(down), layer.Energy);
    }

    private static double Norm(Tensor values) => values.norm().item<float>();
}
