using CsCheck;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

/// <summary>Laws of single methods, on random factors.</summary>
public static class MergeMethodsTests
{
    private const int Rank = 2;
    private const int In = 7;
    private const int Out = 6;
    private const double Tolerance = 2e-4;

    private static readonly Gen<LoraLayer> Layer =
        from seed in Gen.ULong
        from scale in Gen.Double[0.5, 2]
        select Normal(seed, scale);

    public static TheoryData<string> All() => [.. MergeMethods.Names];

    [Theory]
    [InlineData("paper")]
    [InlineData("uniform")]
    [InlineData("cat")]
    [InlineData("svd")]
    [InlineData("ties")]
    [InlineData("dare_ties")]
    [InlineData("ties_svd")]
    [InlineData("dare_linear_svd")]
    [InlineData("dare_ties_svd")]
    [InlineData("magnitude_prune_svd")]
    [InlineData("mergekit_linear")]
    [InlineData("mergekit_ties")]
    [InlineData("mergekit_dare_linear")]
    [InlineData("slerp")]
    [InlineData("model_stock")]
    [InlineData("knots_ties")]
    [InlineData("knots_dare_ties")]
    [InlineData("core_ties")]
    [InlineData("core_dare_ties")]
    [InlineData("lego")]
    [InlineData("cat_learned")]
    public static void Equal_experts_give_the_expert_where_nothing_is_pruned(string method) => Layer.Sample(
        expert =>
        {
            using var scope = NewDisposeScope();
            var merged = Merge(method, [expert, expert], new() { Density = 1, Coefficients = Coefficients(0.25, 0.75) });
            TensorAssert.Close(LoraWeights.Delta(expert), LoraWeights.Delta(merged), Tolerance);
        },
        iter: 20,
        threads: 1);

    [Theory]
    [MemberData(nameof(All))]
    public static void The_order_of_experts_matters_only_where_masks_or_starts_are_drawn(string method) => Layer.Array[2].Sample(
        experts =>
        {
            using var scope = NewDisposeScope();
            var settings = new MergeSettings { Density = MergeMethods.Find(method).Draws ? 1 : 0.5, Coefficients = Coefficients(1, 1), ModelIdLength = 9 };
            var merged = LoraWeights.Delta(Merge(method, experts, settings));
            var reversed = LoraWeights.Delta(Merge(method, [.. experts.Reverse()], settings));
            if (method != "lego") // starts are drawn
            {
                TensorAssert.Close(merged, reversed, Tolerance);
            }
        },
        iter: 20,
        threads: 1);

    [Theory]
    [InlineData("uniform")]
    [InlineData("cat")]
    [InlineData("svd")]
    [InlineData("ties_svd")]
    [InlineData("magnitude_prune_svd")]
    [InlineData("mergekit_linear")]
    [InlineData("mergekit_ties")]
    [InlineData("slerp")]
    [InlineData("model_stock")]
    [InlineData("knots_ties")]
    [InlineData("core_ties")]
    [InlineData("iso_c")]
    [InlineData("tsv")]
    public static void Methods_on_updates_do_not_see_the_basis_of_an_experts_factors(string method) => Layer.Array[2].Sample(
        experts =>
        {
            using var scope = NewDisposeScope();
            var turn = tensor(new[] { 0.6f, 0.8f, -0.8f, 0.6f }).view(2, 2);
            var turned = experts[0] with { Down = turn.matmul(experts[0].Down), Up = experts[0].Up.matmul(turn.t()) };
            TensorAssert.Close(LoraWeights.Delta(Merge(method, experts)), LoraWeights.Delta(Merge(method, [turned, experts[1]])), 1e-3);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public static void Linear_with_equal_weights_is_the_papers_merge_as_many_times_as_there_are_experts() => Layer.Array[3].Sample(
        given =>
        {
            using var scope = NewDisposeScope();
            LoraLayer[] experts = [.. given.Select(expert => expert with { Scale = 1 })];
            TensorAssert.Close(LoraWeights.Delta(Merge("paper", experts)).Times(3), LoraWeights.Delta(Merge("linear", experts)), Tolerance);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public static void Svd_of_the_rank_of_the_sum_is_exact_and_a_lower_one_is_the_best_of_its_rank() => Layer.Array[3].Sample(
        experts =>
        {
            using var scope = NewDisposeScope();
            var sum = LoraWeights.Delta(Merge("cat", experts));
            TensorAssert.Close(sum, LoraWeights.Delta(Merge("svd", experts, new() { Rank = 6 })), Tolerance);
            var energy = new CutEnergy();
            var cut = LoraWeights.Delta(Merge("svd", experts, new() { Rank = 3 }, energy));
            var values = linalg.svdvals(sum);
            Assert.Equal(values.narrow(0, 3, 3).square().sum().item<float>(), sum.Minus(cut).square().sum().item<float>(), 1e-2f);
            Assert.Equal(values.narrow(0, 0, 3).square().sum().item<float>() / values.square().sum().item<float>(), energy.Kept / energy.Whole, 1e-4);
        },
        iter: 20,
        threads: 1);

    [Theory]
    [InlineData("svd")]
    [InlineData("ties_svd")]
    [InlineData("magnitude_prune_svd")]
    [InlineData("dare_linear_svd")]
    [InlineData("mergekit_ties")]
    [InlineData("knots_ties")]
    [InlineData("core_ties")]
    public static void Every_method_that_cuts_can_do_so_by_random_vectors(string method)
    {
        using var scope = NewDisposeScope();
        LoraLayer[] experts = [.. Enumerable.Range(0, 3).Select(i => new LoraLayer(Noise.Normal(1, "a", i, 10, 40), Noise.Normal(1, "b", i, 36, 10)))];
        var settings = new MergeSettings { Method = method, Rank = 4 };
        var (exact, sketched) = (new CutEnergy(), new CutEnergy());
        _ = Merge(method, experts, settings, exact);
        _ = Merge(method, experts, settings with { Decomposition = "randomized" }, sketched);
        Assert.Equal(exact.Whole, sketched.Whole, exact.Whole * 1e-5);
        Assert.InRange(sketched.Kept / exact.Kept, 0.98, 1 + 1e-6);
        Assert.NotEqual(exact.Kept, sketched.Kept);
    }

    [Fact]
    public static void Common_directions_and_core_coordinates_lose_nothing() => Layer.Array[1, 4].Sample(
        experts =>
        {
            using var scope = NewDisposeScope();
            double[] weights = [.. experts.Select((_, i) => 0.5 - i)];
            var input = Input(experts, new(), weights, rank: 8);
            var sum = LoraWeights.Delta(Concatenation.Merge(experts, weights));
            TensorAssert.Close(sum, LoraWeights.Delta(Knots.With(new(Sparsity.None, false))(input)), Tolerance);
            TensorAssert.Close(sum, LoraWeights.Delta(CoreMerge.With(new(Sparsity.None, false))(input)), Tolerance);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public static void Iso_c_gives_all_directions_of_the_sum_the_mean_length() => Layer.Array[2].Sample(
        experts =>
        {
            using var scope = NewDisposeScope();
            var expected = linalg.svdvals(LoraWeights.Delta(Concatenation.Merge(experts, [1, 1]))).narrow(0, 0, 4);
            var values = linalg.svdvals(LoraWeights.Delta(Merge("iso_c", experts))).narrow(0, 0, 4);
            TensorAssert.Close(expected.mean().expand(4), values, 1e-3);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public static void Experts_that_do_not_touch_are_summed_whole_by_tsv()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Normal(1, 1), Normal(2, 1.5));
        LoraLayer[] experts = [Shifted(a, first: true), Shifted(b, first: false)];
        var merged = Merge("tsv", experts, new() { Rank = 4, Strength = 0.5 });
        TensorAssert.Close(LoraWeights.Delta(Concatenation.Merge(experts, [0.5, 0.5])), LoraWeights.Delta(merged), Tolerance);
    }

    [Fact]
    public static void Tsv_keeps_directions_orthogonal()
    {
        using var scope = NewDisposeScope();
        LoraLayer[] experts = [Normal(1, 1), Normal(2, 1)];
        var merged = LoraWeights.Delta(Merge("tsv", experts, new() { Rank = 4 }));
        var expected = cat([.. experts.Select(expert => linalg.svdvals(LoraWeights.Delta(expert)).narrow(0, 0, 2))]).sort(0, descending: true).Values;
        TensorAssert.Close(expected, linalg.svdvals(merged).narrow(0, 0, 4), 1e-3);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public static void Slerp_goes_along_the_arc(double t)
    {
        using var scope = NewDisposeScope();
        LoraLayer[] experts = [Shifted(Normal(1, 1), first: true), Shifted(Normal(1, 1), first: false)]; // at a right angle, of one length
        var merged = LoraWeights.Delta(Merge("slerp", experts, new() { Interpolation = t }));
        var expected = LoraWeights.Delta(Concatenation.Merge(experts, [Math.Cos(t * Math.PI / 2), Math.Sin(t * Math.PI / 2)]));
        TensorAssert.Close(expected, merged, 1e-5);
    }

    [Fact]
    public static void Model_stock_of_orthogonal_experts_is_the_base()
    {
        using var scope = NewDisposeScope();
        var merged = Merge("model_stock", [Shifted(Normal(1, 1), first: true), Shifted(Normal(2, 1), first: false)]);
        TensorAssert.Close(zeros(2 * Out, 2 * In), LoraWeights.Delta(merged), 1e-6);
    }

    [Fact]
    public static void Model_stock_of_three_experts_has_the_papers_share()
    {
        using var scope = NewDisposeScope();
        LoraLayer[] experts = [One(1, 0), One(1, 1), One(0, 1)]; // updates (1, 0), (1, 1), (0, 1): mean cosine (s + 0 + s) / 3, s = 1 / sqrt 2
        var cosine = Math.Sqrt(2) / 3;
        var share = 3 * cosine / (1 + (2 * cosine));
        TensorAssert.Close(tensor(new[] { 2 / 3f, 2 / 3f }).view(1, 2).Times(share), LoraWeights.Delta(Merge("model_stock", experts)), 1e-6);
    }

    /// <summary>Rows (4,-1,3,.5), (-2,-3,1,.25), (1,2,-5,-.75): training.md 6.3.</summary>
    [Theory]
    [InlineData(1.0, 1.0, 1.0, new[] { 4f, -3, -5, 0 })]
    [InlineData(0.2, 0.2, 0.2, new[] { 4f, -3, -5, 0 })]
    [InlineData(0.5, 0.25, 0.25, new[] { 4f, -3, 3, 0 })] // elected on weighted values: 1.5 - 1.25 > 0
    public static void Ties_of_mergekit_elects_on_weighted_values_and_divides_by_weights(double a, double b, double c, float[] expected)
    {
        using var scope = NewDisposeScope();
        Tensor[] rows = [.. new[] { new[] { 4f, -1, 3, 0.5f }, [-2, -3, 1, 0.25f], [1, 2, -5, -0.75f] }.Select(row => tensor(row).view(1, 4))];
        var layer = new MergeLayer("", [], [a, b, c], 1, new(), RandomMasks.From(0));
        Assert.Equal(expected, new MergekitCombination(Sparsity.Magnitude, true, true).Of(rows, layer).Values());
    }

    [Fact]
    public static void Random_pruning_keeps_the_sum_of_magnitudes_or_the_expectation()
    {
        using var scope = NewDisposeScope();
        var values = Normal(1, 1).Down;
        var mask = RandomMasks.From(1)("layer", "A", 0, 0.5, values.shape);
        Assert.Equal(values.abs().sum().item<float>(), Pruning.Matched(values, mask).abs().sum().item<float>(), 1e-4f);
        var mean = Enumerable.Range(0, 2000)
            .Select(seed => Pruning.Dropped(values, RandomMasks.From((ulong)seed)("layer", "A", 0, 0.5, values.shape), 0.5)).Aggregate((a, b) => a.Plus(b)).Over(2000);
        TensorAssert.Close(values, mean, 0.3); // five standard errors of the largest
    }

    [Fact]
    public static void Masks_follow_from_seed_layer_part_and_expert()
    {
        using var scope = NewDisposeScope();
        float[] Mask(ulong seed, string layer, string part, int expert) => RandomMasks.From(seed)(layer, part, expert, 0.3, [50, 40]).Values();
        var mask = Mask(1, "to_q", "A", 0);
        Assert.Equal(mask, Mask(1, "to_q", "A", 0));
        Assert.All([Mask(2, "to_q", "A", 0), Mask(1, "to_k", "A", 0), Mask(1, "to_q", "B", 0), Mask(1, "to_q", "A", 1)], other => Assert.NotEqual(mask, other));
        Assert.Equal(0.3, mask.Average(), 0.04);
        Assert.All(mask, value => Assert.True(value is 0 or 1));
    }

    [Theory]
    [InlineData(0.5, 3)] // 3.5 of 7, rounded down
    [InlineData(0.9, 6)]
    [InlineData(1.0, 7)]
    public static void Pruning_by_magnitude_keeps_the_largest(double density, int kept)
    {
        using var scope = NewDisposeScope();
        var pruned = Pruning.Largest(tensor(new[] { 3f, -7, 1, 5, -2, 6, -4 }), density).Values();
        Assert.Equal(new[] { -7f, 6, 5, -4, 3, -2, 1 }.Take(kept).Order(), pruned.Where(value => value != 0).Order());
    }

    [Fact]
    public static void Lego_makes_a_center_of_units_that_are_alike_and_gives_it_their_length()
    {
        using var scope = NewDisposeScope();
        // Unit (A row | B column) = (1, 0 | 1) of the first expert and (0, 1 | 1) of the second have the center (.5, .5 | 1), length 1.2247,
        // and the mean length 1.4142; both experts' second units are (10, 10 | 10).
        LoraLayer[] experts =
        [
            new(tensor(new[] { 1f, 0, 10, 10 }).view(2, 2), tensor(new[] { 1f, 10 }).view(1, 2)),
            new(tensor(new[] { 10f, 10, 0, 1 }).view(2, 2), tensor(new[] { 10f, 1 }).view(1, 2)),
        ];
        var merged = LoraWeights.Delta(Merge("lego", experts));
        var center = Math.Sqrt(2) / Math.Sqrt(1.5);
        TensorAssert.Close(ones(1, 2).Times(100 + (0.5 * center * center)), merged, 1e-3);
        var single = LoraWeights.Delta(Merge("lego", experts, new() { Rank = 1 }));
        Assert.Equal([1L, 2], single.shape);
    }

    [Fact]
    public static void Every_method_has_a_source_and_reads_only_what_there_is()
    {
        var keys = typeof(MergeSettings).GetProperties().Select(property => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).ToList();
        Assert.All(MergeMethods.Names, name =>
        {
            Assert.NotEmpty(MergeMethods.Find(name).Source);
            Assert.All(MergeMethods.Find(name).Reads, key => Assert.Contains(key, keys));
        });
    }

    private static LoraLayer Merge(string name, LoraLayer[] experts, MergeSettings? settings = null, CutEnergy? energy = null)
    {
        settings ??= new();
        var method = MergeMethods.Find(name);
        var weights = Enumerable.Repeat(method.Weight(settings, experts.Length), experts.Length).ToList();
        var input = Input(experts, settings, weights, settings.Rank ?? method.Rank([.. experts.Select(expert => expert.Rank)]));
        var merged = method.MergeCut(input);
        energy?.Add(input.Energy);
        Assert.Equal(input.Rank, merged.Rank);
        return merged;
    }

    private static MergeLayer Input(LoraLayer[] experts, MergeSettings settings, IReadOnlyList<double> weights, long rank) =>
        new("layer", experts, weights, rank, settings, RandomMasks.From(7));

    private static Dictionary<string, IReadOnlyList<double>> Coefficients(double a, double b) => new() { ["layer"] = [a, b] };

    private static LoraLayer Normal(ulong seed, double scale) => new(Noise.Normal(seed, "down", 0, Rank, In), Noise.Normal(seed, "up", 0, Out, Rank), scale);

    private static LoraLayer One(float x, float y) => new(tensor(new[] { x, y }).view(1, 2), ones(1, 1));

    /// <summary>The update in one corner of a matrix twice as large.</summary>
    private static LoraLayer Shifted(LoraLayer layer, bool first) => layer with
    {
        Down = cat(first ? [layer.Down, zeros_like(layer.Down)] : [zeros_like(layer.Down), layer.Down], 1),
        Up = cat(first ? [layer.Up, zeros_like(layer.Up)] : [zeros_like(layer.Up), layer.Up], 0),
    };
}
