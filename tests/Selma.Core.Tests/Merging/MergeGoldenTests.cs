using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Merging;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.Core.Tests.Golden;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Merging;

/// <summary>Every merge of PEFT and diffusers that the golden values hold: deltas, factors, masks, norms and the UNet's output.</summary>
public sealed class MergeGoldenTests(MergeGoldenTests.Files files) : IClassFixture<MergeGoldenTests.Files>
{
    private const double DeltaTolerance = 5e-6;
    private const double OutputTolerance = 2e-5;
    private const double LargeOutputTolerance = 2e-4; // ones.dare_linear: the change is as large as the base
    private const double NormTolerance = 1e-6; // relative, as float32 sums of squares

    private static readonly JsonElement Root = GoldenCases.Read("training", "merge", "cases.json");

    public static TheoryData<string> Cases() => Root.ValueKind == JsonValueKind.Undefined
        ? []
        : [.. Root.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_merge_is_that_of_PEFT(string name)
    {
        Shared.RequireGoldens();
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var item = Case(name);
        using var merged = Merge(item, files);
        var compared = 0;
        foreach (var (key, expected) in files.Tensors.Where(tensor => IsOf(name, tensor.Key)))
        {
            Compare(name, key, expected, merged);
            compared++;
        }

        Assert.True(compared > 0, $"{name} compares nothing");
        if (item.TryGetProperty("delta_frobenius_all_sites", out var norm))
        {
            var squares = merged.Layers.Values.Sum(layer => Geometry.Inner(layer, layer));
            Assert.Equal(1, Math.Sqrt(squares) / norm.GetDouble(), NormTolerance);
            Assert.Equal(item.GetProperty("new_rank").GetInt64(), merged.Rank);
        }
    }

    [Fact]
    public void Norms_and_cosine_from_factors_are_those_of_the_deltas()
    {
        Shared.RequireGoldens();
        var item = Case("delta_mean");
        foreach (var site in item.GetProperty("identities").EnumerateObject())
        {
            using var scope = NewDisposeScope();
            var experts = Experts(item, files).Select(weights => weights.Layers[site.Name]).ToList();
            var shares = Enumerable.Repeat(1.0 / experts.Count, experts.Count).ToList();
            var inner = MergeInner.Of(experts, FactorMean.Merge(experts, shares), new());
            var record = MergeRecord.Of("paper", [.. experts.Select(expert => ("", expert.Rank, expert.Scale))], shares, 4, inner, []);
            Assert.Equal(site.Value.GetProperty("norm_U").GetDouble(), record.SumNorm, 1e-6);
            Assert.Equal(site.Value.GetProperty("norm_P").GetDouble(), record.Norm, 1e-6);
            Assert.Equal(site.Value.GetProperty("cos_P_U").GetDouble(), record.SumCosine, 1e-6);
            var cross = site.Value.GetProperty("cross_norm").GetDouble() / site.Value.GetProperty("norm_U").GetDouble();
            Assert.Equal(cross * cross, record.CrossTermEnergy, 1e-5);
        }
    }

    [Fact]
    public void The_worked_example_is_that_of_PEFT()
    {
        Shared.RequireGoldens();
        using var scope = NewDisposeScope();
        var example = Root.GetProperty("worked_example");
        var rows = example.GetProperty("rows").EnumerateArray().Select(Vector).ToList();
        var masks = example.GetProperty("bernoulli_masks_seed_0").EnumerateArray().Select(Vector).ToList();
        double[][] weights = [[1, 1, 1], [1 / 3.0, 1 / 3.0, 1 / 3.0], [0.5, 0.25, 0.25]];
        foreach (var (name, w) in new[] { "ones", "thirds", "uneven" }.Zip(weights))
        {
            var expected = example.GetProperty(name);
            Check("ties_total_0.5", new(Sparsity.Magnitude, true), new());
            Check("ties_frequency_0.5", new(Sparsity.Magnitude, true), new() { MajoritySignMethod = "frequency" });
            Check("magnitude_prune_0.5", new(Sparsity.Magnitude, false), new());
            Check("task_arithmetic", new(Sparsity.None, false), new());
            Check("dare_linear_0.5_seed_0", new(Sparsity.Random, false), new());

            void Check(string key, Combination combination, MergeSettings settings)
            {
                var layer = new MergeLayer("", [], w, 1, settings, (_, _, i, _, _) => masks[i].alias());
                TensorAssert.Close(Vector(expected.GetProperty(key)), combination.Of(rows, w, "", layer), 1e-6, $"{name}.{key}");
            }
        }
    }

    private void Compare(string name, string key, Tensor expected, LoraWeights merged)
    {
        var parts = key[(name.Length + 1)..].Split('.', 2);
        var (actual, tolerance) = key.StartsWith($"{name}_fused.", StringComparison.Ordinal)
            ? Fused(key[$"{name}_fused.".Length..], merged)
            : parts[0] switch
            {
                "output" => (Output(merged), name == "ones.dare_linear" ? LargeOutputTolerance : OutputTolerance),
                "delta" => (LoraWeights.Delta(merged.Layers[parts[1]]), DeltaTolerance),
                "factor" => (Factor(parts[1], merged), DeltaTolerance),
                "mask" => (files.Masks[key[(key.IndexOf("mask.", StringComparison.Ordinal) + 5)..]], 0.0),
                _ => throw new InvalidOperationException($"'{key}' is of no known kind."),
            };
        TensorAssert.Close(expected, actual, tolerance, key);
        files.Report(name, key, TensorAssert.Distance(expected, actual), tolerance);
    }

    private static Tensor Factor(string key, LoraWeights merged)
    {
        var layer = merged.Layers[key[..key.IndexOf(".lora_", StringComparison.Ordinal)]];
        return key.Contains("lora_A", StringComparison.Ordinal) ? layer.Down : layer.Up;
    }

    private Tensor Output(LoraWeights merged)
    {
        using (LoraFusion.FuseReversibly(files.Network, merged))
        {
            return files.Network.call(files.Tensors["input.sample"], files.Tensors["input.timestep"], files.Tensors["input.encoder_hidden_states"]);
        }
    }

    private (Tensor Actual, double Tolerance) Fused(string key, LoraWeights merged)
    {
        if (key == "output")
        {
            return (Output(merged), OutputTolerance);
        }

        using (LoraFusion.FuseReversibly(files.Network, merged))
        {
            var path = key["weight.".Length..];
            var name = path.EndsWith(".weight", StringComparison.Ordinal) ? path : path + ".weight";
            return (files.Network.named_parameters().Single(parameter => parameter.name == name).parameter.clone(), DeltaTolerance);
        }
    }

    /// <summary>Whether a tensor belongs to a case, which is not told by the start alone: uniform.svd.svd_rank_2 is a case of its own.</summary>
    private static bool IsOf(string name, string key) => key.StartsWith($"{name}_fused.", StringComparison.Ordinal)
        || (key.StartsWith(name + ".", StringComparison.Ordinal) && key[(name.Length + 1)..].Split('.')[0] is "output" or "delta" or "factor" or "mask");

    private static LoraWeights Merge(JsonElement item, Files files)
    {
        var experts = Experts(item, files);
        var type = item.GetProperty("combination_type").GetString()!;
        var method = MergeMethods.Find(item.GetProperty("name").GetString() switch
        {
            "factor_mean" => "paper",
            "delta_mean" => "uniform",
            _ => type.Contains("set_adapters", StringComparison.Ordinal) ? "cat" : type,
        });
        var settings = new MergeSettings
        {
            Density = item.TryGetProperty("density", out var density) ? density.GetDouble() : 0.5,
            Rank = item.TryGetProperty("svd_rank", out var svdRank) ? svdRank.GetInt32() : null,
            MajoritySignMethod = item.TryGetProperty("majority_sign_method", out var sign) ? sign.GetString()! : "total",
        };
        var weights = item.TryGetProperty("weights", out var given)
            ? given.Deserialize<double[]>()!
            : [.. Enumerable.Repeat(1.0 / experts.Count, experts.Count)];
        var rank = settings.Rank ?? method.Rank([.. experts.Select(expert => expert.Rank)]);
        var names = item.GetProperty("adapters").Deserialize<string[]>()!;
        using var generator = new Generator((ulong)Root.GetProperty("dare_seed").GetInt64(), CPU);
        files.Masks.Clear();
        return new(experts[0].Layers.Keys.Select(path => KeyValuePair.Create(
            path, method.MergeCut(new(path, [.. experts.Select(expert => expert.Layers[path])], weights, rank, settings, Keep)))).ToList());

        // PEFT draws site by site, at each all A and then all B, from one generator.
        Tensor Keep(string path, string part, int expert, double share, long[] shape)
        {
            var mask = bernoulli(ones(shape).TimesInPlace(share), generator);
            files.Masks[$"{path}.{part}.{names[expert]}"] = mask.DetachFromDisposeScope();
            return mask.alias();
        }
    }

    /// <summary>The experts of a case; their files carry no alpha, which cases.json gives.</summary>
    private static List<LoraWeights> Experts(JsonElement item, Files files) => [.. item.GetProperty("adapters").EnumerateArray().Select(adapter =>
    {
        var facts = Root.GetProperty("experts").GetProperty(adapter.GetString()!);
        var scale = facts.GetProperty("alpha").GetDouble() / facts.GetProperty("rank").GetDouble();
        return new LoraWeights(files.Expert(adapter.GetString()!).Layers.Select(layer => KeyValuePair.Create(layer.Key, layer.Value with { Scale = scale })).ToList());
    })];

    private static JsonElement Case(string name) =>
        Root.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);

    private static Tensor Vector(JsonElement values) => tensor(values.Deserialize<float[]>()!);

    /// <summary>What all cases share.</summary>
    public sealed class Files : IDisposable
    {
        private readonly Dictionary<string, LoraWeights> _experts = [];
        private readonly SortedDictionary<string, (double Error, double Tolerance)> _worst = new(StringComparer.Ordinal);
        private Dictionary<string, Tensor>? _tensors;
        private UNet? _network;

        internal Dictionary<string, Tensor> Masks { get; } = [];

        internal Dictionary<string, Tensor> Tensors => _tensors ??= Detached(() => TensorFile.Read(Shared.Golden("training", "merge", "cases.safetensors")));

        internal UNet Network => _network ??= GoldenNetworks.UNet("model_sd");

        public void Dispose()
        {
            foreach (var (name, (error, tolerance)) in _worst)
            {
                TestContext.Current.SendDiagnosticMessage($"{name,-48} {error:e1} of {tolerance:e0}");
            }

            _network?.Dispose();
        }

        internal LoraWeights Expert(string name)
        {
            if (!_experts.TryGetValue(name, out var weights))
            {
                weights = LoraWeights.Read(Shared.Golden("training", "merge", "experts", $"{name}.safetensors"));
                foreach (var layer in weights.Layers.Values)
                {
                    _ = (layer.Down.DetachFromDisposeScope(), layer.Up.DetachFromDisposeScope());
                }

                _experts.Add(name, weights);
            }

            return weights;
        }

        /// <summary>Remembers the largest error of a case and kind.</summary>
        internal void Report(string name, string key, double error, double tolerance)
        {
            var kind = $"{name} {key[name.Length..].TrimStart('_', '.').Replace("fused.", "fused ", StringComparison.Ordinal).Split('.')[0]}";
            _worst[kind] = (Math.Max(error, _worst.GetValueOrDefault(kind).Error), tolerance);
        }

        private static Dictionary<string, Tensor> Detached(Func<Dictionary<string, Tensor>> read)
        {
            var tensors = read();
            foreach (var item in tensors.Values)
            {
                _ = item.DetachFromDisposeScope();
            }

            return tensors;
        }
    }
}
