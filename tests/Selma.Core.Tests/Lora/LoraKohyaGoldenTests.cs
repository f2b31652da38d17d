using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public sealed class LoraKohyaGoldenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sd", "converted")]
    [InlineData("sd", "alpha_10")]
    [InlineData("xl", "converted")]
    [InlineData("xl", "alpha_10")]
    public void Kohyas_files_hold_the_factors_of_the_same_adapter(string model, string file)
    {
        using var expected = LoraWeights.Read(LoraPath(model, "diffusers", "pytorch_lora_weights.safetensors"));
        using var actual = LoraWeights.Read(LoraPath(model, "kohya", $"{file}.safetensors"));
        Assert.Equal(Facts(model).GetProperty("modules").EnumerateArray().Select(site => site.GetProperty("path").GetString()), actual.Layers.Keys);
        Assert.Equal(file == "alpha_10" ? 10.0 / expected.Rank : 1, actual.Scale);
        Assert.All(expected.Layers, item => Assert.Equal(item.Value.Down.Values(), actual.Layers[item.Key].Down.Values()));
        Assert.All(expected.Layers, item => Assert.Equal(item.Value.Up.Values(), actual.Layers[item.Key].Up.Values()));
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public void Every_layer_has_the_alpha_of_its_own(string model)
    {
        using var scope = NewDisposeScope();
        var path = LoraPath(model, "kohya", "mixed_rank_alpha.safetensors");
        var tensors = TensorFile.Read(path);
        using var weights = LoraWeights.Read(path);
        foreach (var (key, alpha) in tensors.Where(item => item.Key.EndsWith(".alpha", StringComparison.Ordinal)))
        {
            var module = key[..^".alpha".Length];
            var (down, up) = (tensors[$"{module}.lora_down.weight"], tensors[$"{module}.lora_up.weight"]);
            var expected = up.matmul(down).Times(alpha.to(ScalarType.Float64).item<double>() / down.shape[0]);
            TensorAssert.Close(expected, LoraWeights.Delta(weights.Layers[LoraKey.Read(key)!.Value.Path]), 1e-6, key);
        }

        Assert.Equal(2 * Facts(model).GetProperty("rank").GetInt64(), weights.Rank);
    }

    [Theory]
    [InlineData("sd", "alpha_10", LoraNames.Kohya)]
    [InlineData("xl", "alpha_10", LoraNames.KohyaSgm)]
    [InlineData("xl", "converted", LoraNames.Kohya)]
    public void Kohyas_files_are_written_with_the_same_keys_shapes_and_values(string model, string file, LoraNames names)
    {
        using var scope = NewDisposeScope();
        var original = LoraPath(model, "kohya", $"{file}.safetensors");
        var copy = _folder.File("copy.safetensors");
        using (var weights = LoraWeights.Read(original))
        {
            weights.Write(copy, names);
        }

        var (expected, actual) = (TensorFile.Read(original), TensorFile.Read(copy));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected.Keys, key => TensorAssert.Close(expected[key], actual[key], 0, key));
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public void Old_names_are_those_into_which_diffusers_turns_kohyas(string model)
    {
        var copy = _folder.File("old.safetensors");
        using (var weights = LoraWeights.Read(LoraPath(model, "kohya", "alpha_10.safetensors")))
        {
            weights.Write(copy, LoraNames.DiffusersOld);
        }

        using var file = SafeTensors.Open(copy);
        var keys = Facts(model).GetProperty("kohya_read_by_diffusers").GetProperty("keys").EnumerateArray().Select(key => key.GetString());
        Assert.Equal(keys.Order(StringComparer.Ordinal), file.Names);
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public void Every_format_of_an_adapter_gives_the_same_layers(string model)
    {
        foreach (var folder in new[] { "diffusers", "diffusers_peft_names", "diffusers_with_metadata" })
        {
            using var weights = LoraWeights.Read(LoraPath(model, folder, "pytorch_lora_weights.safetensors"));
            var sites = Facts(model).GetProperty("modules").EnumerateArray().ToList();
            Assert.Equal(sites.Select(site => site.GetProperty("path").GetString()), weights.Layers.Keys);
            Assert.Equal(sites.Select(site => site.GetProperty("in").GetInt64()), weights.Layers.Values.Select(layer => layer.In));
            Assert.Equal(sites.Select(site => site.GetProperty("out").GetInt64()), weights.Layers.Values.Select(layer => layer.Out));
            Assert.Equal(folder == "diffusers_with_metadata" ? 10.0 / weights.Rank : 1, weights.Scale);
        }
    }

    private static JsonElement Facts(string model) =>
        JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "lora.json"))).RootElement.GetProperty(model);

    private static string LoraPath(string model, params string[] parts) => Shared.Golden(["training", $"lora_{model}", .. parts]);
}
