using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Tests.Golden;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public static class LoraFileGoldenTests
{
    [Fact]
    public static void Sites_are_those_of_diffusers_in_its_order()
    {
        using var facts = Facts();
        using var unet = GoldenNetworks.UNet("model_sd");
        using var adapter = LoraAdapter.Attach(unet, new() { Rank = 4, Alpha = 4 }, 42);
        var expected = facts.RootElement.GetProperty("sd").GetProperty("modules").EnumerateArray().ToList();
        Assert.Equal(expected.Select(site => site.GetProperty("path").GetString()), adapter.Layers.Select(layer => layer.Path));
        Assert.Equal(expected.Select(site => site.GetProperty("in").GetInt64()), adapter.Layers.Select(layer => layer.Down.shape[1]));
        Assert.Equal(expected.Select(site => site.GetProperty("out").GetInt64()), adapter.Layers.Select(layer => layer.Up.shape[0]));
        Assert.Equal(
            facts.RootElement.GetProperty("sd").GetProperty("lora_parameters").GetInt64(),
            adapter.Parameters.Sum(item => item.Parameter.numel()));
    }

    [Theory]
    [InlineData("diffusers", LoraNames.Diffusers)]
    [InlineData("diffusers_peft_names", LoraNames.Peft)]
    [InlineData("diffusers_with_metadata", LoraNames.Peft)]
    public static void Files_are_read_and_written_with_the_same_keys_shapes_and_values(string folder, LoraNames names)
    {
        var original = LoraPath(folder, "pytorch_lora_weights.safetensors");
        var copy = Path.Combine(Directory.CreateTempSubdirectory("selma-").FullName, "pytorch_lora_weights.safetensors");
        using (var weights = LoraWeights.Read(original))
        {
            weights.Write(copy, names);
        }

        using var scope = NewDisposeScope();
        var (expected, actual) = (TensorFile.Read(original), TensorFile.Read(copy));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected.Keys, key => TensorAssert.Close(expected[key], actual[key], 0, key));
        using var again = LoraWeights.Read(copy);
        Assert.Equal(folder == "diffusers_with_metadata" ? 10.0 / 4 : 1, again.Scale);
        Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
    }

    [Fact]
    public static void Keys_without_a_component_are_read_as_well()
    {
        using var facts = Facts();
        using var weights = LoraWeights.Read(LoraPath("peft_state_dict.safetensors"));
        var keys = facts.RootElement.GetProperty("sd").GetProperty("peft_keys").EnumerateObject().Select(key => key.Name);
        Assert.Equal(
            keys.Order(StringComparer.Ordinal),
            weights.Layers.Keys.SelectMany(path => new[] { $"{path}.lora_A.weight", $"{path}.lora_B.weight" }).Order(StringComparer.Ordinal));
    }

    private static JsonDocument Facts() => JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "lora.json")));

    private static string LoraPath(params string[] parts) => Shared.Golden(["training", "lora_sd", .. parts]);
}
