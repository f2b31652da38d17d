using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Tests.Golden;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

public static class MergeGoldenTests
{
    private const double DeltaTolerance = 5e-6;
    private const double OutputTolerance = 2e-5;

    [Fact]
    public static void Factor_mean_is_the_papers_merge() => Check("factor_mean", "paper");

    [Fact]
    public static void Delta_mean_is_the_uniform_merge() => Check("delta_mean", "uniform");

    [Fact]
    public static void Concatenations_and_several_active_adapters_are_uniform_merges_with_weights()
    {
        using var cases = Cases();
        var all = cases.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
        Assert.All(all.Where(name => name.EndsWith(".cat", StringComparison.Ordinal) || name.EndsWith(".set_adapters", StringComparison.Ordinal)), name => Check(name, "uniform"));
    }

    [Fact]
    public static void Norms_and_cosine_from_factors_are_those_of_the_deltas()
    {
        using var cases = Cases();
        var item = Case(cases, "delta_mean");
        foreach (var site in item.GetProperty("identities").EnumerateObject())
        {
            var experts = Experts(item).Select(weights => Only(weights, site.Name)).ToList();
            var shares = Enumerable.Repeat(1.0 / experts.Count, experts.Count).ToList();
            using var merged = Merge("paper", experts, shares);
            var record = MergeRecord.Measure("paper", [.. experts.Select(expert => ("", expert))], shares, merged, []);
            Assert.Equal(site.Value.GetProperty("norm_U").GetDouble(), record.SumNorm, 1e-6);
            Assert.Equal(site.Value.GetProperty("norm_P").GetDouble(), record.Norm, 1e-6);
            Assert.Equal(site.Value.GetProperty("cos_P_U").GetDouble(), record.SumCosine, 1e-6);
            var cross = site.Value.GetProperty("cross_norm").GetDouble() / site.Value.GetProperty("norm_U").GetDouble();
            Assert.Equal(cross * cross, record.CrossTermEnergy, 1e-5);
        }
    }

    private static void Check(string name, string method)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var cases = Cases();
        var item = Case(cases, name);
        var tensors = TensorFile.Read(Shared.Golden("training", "merge", "cases.safetensors"));
        var experts = Experts(item);
        var weights = item.TryGetProperty("weights", out var given)
            ? given.Deserialize<double[]>()!
            : [.. Enumerable.Repeat(1.0 / experts.Count, experts.Count)];
        using var merged = Merge(method, experts, weights);
        foreach (var (key, expected) in tensors.Where(tensor => tensor.Key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            Compare(key, key[(name.Length + 1)..], expected, merged, tensors);
        }
    }

    private static void Compare(string name, string what, Tensor expected, LoraWeights merged, Dictionary<string, Tensor> tensors)
    {
        var parts = what.Split('.', 2);
        if (parts[0] == "output")
        {
            using var unet = GoldenNetworks.UNet("model_sd");
            LoraFusion.Fuse(unet, merged);
            var output = unet.call(tensors["input.sample"], tensors["input.timestep"], tensors["input.encoder_hidden_states"]);
            TensorAssert.Close(expected, output, OutputTolerance, name);
        }
        else if (parts[0] == "delta")
        {
            TensorAssert.Close(expected, LoraWeights.Delta(merged.Layers[parts[1]]), DeltaTolerance, name);
        }
        else
        {
            Assert.Equal("factor", parts[0]);
            var path = parts[1][..parts[1].IndexOf(".lora_", StringComparison.Ordinal)];
            var layer = merged.Layers[path];
            TensorAssert.Close(expected, parts[1].Contains("lora_A", StringComparison.Ordinal) ? layer.Down : layer.Up, DeltaTolerance, name);
        }
    }

    private static LoraWeights Merge(string method, List<LoraWeights> experts, IReadOnlyList<double> weights) => new(experts[0].Layers.Keys
        .Select(path => KeyValuePair.Create(path, MergeMethods.Find(method).Merge([.. experts.Select(expert => expert.Layers[path])], weights))));

    private static LoraWeights Only(LoraWeights weights, string site) => new([KeyValuePair.Create(site, weights.Layers[site])]);

    /// <summary>The experts of a case; their files carry no alpha, which cases.json gives.</summary>
    private static List<LoraWeights> Experts(JsonElement item) => [.. item.GetProperty("adapters").EnumerateArray().Select(adapter =>
    {
        using var cases = Cases();
        var facts = cases.RootElement.GetProperty("experts").GetProperty(adapter.GetString()!);
        var scale = facts.GetProperty("alpha").GetDouble() / facts.GetProperty("rank").GetDouble();
        var weights = LoraWeights.Read(Shared.Golden("training", "merge", "experts", $"{adapter.GetString()}.safetensors"));
        return new LoraWeights(weights.Layers.Select(layer => KeyValuePair.Create(layer.Key, layer.Value with { Scale = scale })));
    })];

    private static JsonElement Case(JsonDocument cases, string name) =>
        cases.RootElement.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);

    private static JsonDocument Cases() => JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "merge", "cases.json")));
}
