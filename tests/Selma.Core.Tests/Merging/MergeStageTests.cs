using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

public sealed class MergeStageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("paper", 2)]
    [InlineData("uniform", 6)]
    public void Merging_equal_experts_gives_the_expert(string method, long rank)
    {
        var experts = Enumerable.Range(0, 3).Select(i => Expert($"e{i}", item: 0)).ToList();
        using var merged = Merge(new() { Method = method }, experts);
        using var expert = LoraWeights.Read(Path.Combine(experts[0].Folder, LoraWeights.FileName));
        Assert.Equal(rank, merged.Rank);
        AssertSame(expert, merged);
    }

    [Fact]
    public void The_order_of_experts_does_not_matter()
    {
        var experts = Enumerable.Range(0, 3).Select(i => Expert($"e{i}", i)).ToList();
        using var forwards = Merge(new() { Method = "uniform" }, experts);
        experts.Reverse();
        using var backwards = Merge(new() { Method = "uniform" }, experts);
        AssertSame(forwards, backwards);
    }

    [Fact]
    public void The_released_code_divides_by_the_length_of_the_models_id()
    {
        var experts = Enumerable.Range(0, 2).Select(i => Expert($"e{i}", i)).ToList();
        using var released = Merge(new() { Method = "released", ModelIdLength = 30 }, experts);
        using var weighted = Merge(new() { Method = "uniform", Weights = [1 / 30.0, 1 / 30.0] }, experts);
        AssertSame(weighted, released);
    }

    [Fact]
    public void Alpha_is_taken_into_the_factors()
    {
        var scaled = Expert("scaled", item: 0, scale: 2.5);
        using var merged = Merge(new() { Method = "paper" }, [scaled]);
        using var expert = LoraWeights.Read(Path.Combine(scaled.Folder, LoraWeights.FileName));
        Assert.Equal(1, merged.Scale);
        AssertSame(expert, merged);
    }

    [Fact]
    public void The_record_tells_norms_angles_and_cross_terms()
    {
        var experts = new List<ExpertFolder> { Expert("a", item: 0), Expert("b", item: 1), Expert("zero", item: 2, deviation: 0) };
        using var merged = Merge(new() { Method = "uniform" }, experts);
        var record = JsonDocument.Parse(File.ReadAllText(_folder.File("work", "output", "merge.json"))).RootElement;
        Assert.Equal("uniform", record.GetProperty("method").GetString());
        Assert.Equal(["a", "b", "zero"], record.GetProperty("experts").EnumerateArray().Select(expert => expert.GetProperty("skill").GetString()));
        Assert.Equal(1, record.GetProperty("cosines")[0][0].GetDouble(), 6);
        Assert.Equal(0, record.GetProperty("cosines")[0][2].GetDouble());
        Assert.Equal(record.GetProperty("sum_norm").GetDouble(), record.GetProperty("norm").GetDouble(), 5);
        Assert.Equal(0, record.GetProperty("cross_term_energy").GetDouble(), 5); // a concatenation is exact
        Assert.Equal(1, record.GetProperty("sum_cosine").GetDouble(), 5);
    }

    [Fact]
    public void The_same_experts_give_the_same_bytes()
    {
        var experts = Enumerable.Range(0, 3).Select(i => Expert($"e{i}", i)).ToList();
        Merge(new(), experts).Dispose();
        var first = Directory.GetFiles(_folder.File("work", "output")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Merge(new(), experts).Dispose();
        var second = Directory.GetFiles(_folder.File("work", "output")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.Equal(first, second);
    }

    [Fact]
    public void Averaging_factors_that_started_differently_is_warned_of()
    {
        List<ExpertFolder> same = [Expert("a", 0), Expert("b", 1)];
        List<ExpertFolder> different = [Expert("c", 0, start: "one"), Expert("d", 1, start: "two")];
        Assert.Empty(Run(new() { Method = "paper" }, same));
        Assert.Contains("different factors", Assert.Single(Run(new() { Method = "paper" }, different)), StringComparison.Ordinal);
        Assert.Empty(Run(new() { Method = "uniform" }, different));
    }

    [Fact]
    public void Different_ranks_fit_the_concatenation_only()
    {
        List<ExpertFolder> experts = [Expert("a", 0), Expert("b", 1, rank: 3)];
        Assert.Equal("SELMA2232", Assert.Throws<SelmaException>(() => Run(new() { Method = "paper" }, experts)).Code);
        using var merged = Merge(new() { Method = "uniform" }, experts);
        Assert.Equal(5, merged.Rank);
    }

    [Fact]
    public void Experts_of_different_layers_are_an_error()
    {
        List<ExpertFolder> experts = [Expert("a", 0), Expert("b", 1, path: "mid_block.attn1.to_v")];
        var error = Assert.Throws<SelmaException>(() => Run(new() { Method = "uniform" }, experts));
        Assert.Equal("SELMA2232", error.Code);
        Assert.Contains("'mid_block.attn1.to_q' first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slerp_is_of_two_experts()
    {
        var error = Assert.Throws<SelmaException>(() => Run(new() { Method = "slerp" }, [Expert("a", 0), Expert("b", 1), Expert("c", 2)]));
        Assert.Equal("SELMA2232", error.Code);
    }

    [Fact]
    public void Learned_weights_must_be_there_for_every_layer_and_expert()
    {
        var coefficients = new Dictionary<string, IReadOnlyList<double>> { ["mid_block.attn1.to_q"] = [1], ["down_blocks.0.attn2.to_k"] = [1, 2] };
        var settings = new MergeSettings { Method = "cat_learned", Coefficients = coefficients };
        Assert.Contains("give 1 weights for layer 'mid_block.attn1.to_q'", Refusal(), StringComparison.Ordinal);
        _ = coefficients.Remove("mid_block.attn1.to_q");
        Assert.Contains("give none for layer 'mid_block.attn1.to_q'", Refusal(), StringComparison.Ordinal);

        string Refusal() => Assert.Throws<SelmaException>(() => Run(settings, [Expert("a", 0), Expert("b", 1)])).Message;
    }

    [Fact]
    public void What_a_cut_keeps_is_in_the_record()
    {
        var experts = Enumerable.Range(0, 3).Select(i => Expert($"e{i}", i)).ToList();
        Merge(new() { Method = "svd", Rank = 1 }, experts).Dispose();
        var record = JsonDocument.Parse(File.ReadAllText(_folder.File("work", "output", "merge.json"))).RootElement;
        var kept = record.GetProperty("kept_energy").GetDouble();
        Assert.InRange(kept, 0.1, 0.9);
        Assert.Equal(1 - kept, record.GetProperty("cross_term_energy").GetDouble(), 1e-4); // the sum without what was cut
        Merge(new() { Method = "uniform" }, experts).Dispose();
        Assert.DoesNotContain("kept_energy", File.ReadAllText(_folder.File("work", "output", "merge.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Exports_hold_the_same_adapter()
    {
        var experts = Enumerable.Range(0, 2).Select(i => Expert($"e{i}", i)).ToList();
        using var merged = Merge(new() { Exports = ["kohya", "peft", "diffusers", "diffusers_old"] }, experts);
        foreach (var name in new[] { "merged-kohya.safetensors", "merged-peft", "merged-diffusers.safetensors", "merged-diffusers-old.safetensors" })
        {
            using var again = LoraWeights.Read(_folder.File("work", "output", name));
            AssertSame(merged, again);
        }
    }

    [Fact]
    public void Draws_follow_from_the_seed()
    {
        var experts = Enumerable.Range(0, 2).Select(i => Expert($"e{i}", i)).ToList();
        float[] Drawn(ulong seed)
        {
            using var merged = Merge(new() { Method = "dare_linear", Seed = seed }, experts);
            return merged.Layers.Values.First().Down.Values();
        }

        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));
    }

    [Theory]
    [InlineData("median", 0)]
    [InlineData("released", 0)] // a model without an id
    public void Methods_that_cannot_be_done_are_errors(string method, int length) => Assert.Equal(
        "SELMA2231",
        Assert.Throws<SelmaException>(() => Run(new() { Method = method, ModelIdLength = length }, [Expert("a", 0)])).Code);

    [Fact]
    public void Weights_must_be_as_many_as_experts()
    {
        var error = Assert.Throws<SelmaException>(() => Run(new() { Weights = [0.5, 0.5] }, [Expert("a", 0)]));
        Assert.Equal("SELMA2231", error.Code);
    }

    private static void AssertSame(LoraWeights expected, LoraWeights actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.Layers.Keys, actual.Layers.Keys);
        Assert.All(expected.Layers, item => TensorAssert.Close(LoraWeights.Delta(item.Value), LoraWeights.Delta(actual.Layers[item.Key]), 1e-5, item.Key));
    }

    private LoraWeights Merge(MergeSettings settings, IReadOnlyList<ExpertFolder> experts)
    {
        _ = Run(settings, experts);
        return LoraWeights.Read(_folder.File("work", "output", LoraWeights.FileName));
    }

    private IReadOnlyList<string> Run(MergeSettings settings, IReadOnlyList<ExpertFolder> experts) =>
        new MergeStage(settings).Run(experts, new WorkFolder(_folder.File("work")), Callback<StageProgress>.None, CancellationToken.None);

    private ExpertFolder Expert(
        string skill, int item, int rank = 2, double scale = 1, double deviation = 1, string start = "start", string path = "mid_block.attn1.to_q")
    {
        using var scope = NewDisposeScope();
        var layers = new[] { path, "down_blocks.0.attn2.to_k" }.Select(layer => KeyValuePair.Create(
            layer,
            new LoraLayer(Noise.Normal(1, $"{layer}/down", item, rank, 6), Noise.Normal(1, $"{layer}/up", item, 5, rank).Times(deviation), scale)));
        using var weights = new LoraWeights(layers, new Dictionary<string, string> { [LoraWeights.StartKey] = start });
        weights.Write(_folder.File(skill, LoraWeights.FileName));
        return new(skill, _folder.File(skill));
    }
}
