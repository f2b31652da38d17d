using Selma.Core.Artifacts;
using Selma.Core.Lora;
using Selma.Core.Models;
using Selma.Core.Tests.Golden;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Lora;

public static class LoraOutputGoldenTests
{
    private const double OutputTolerance = 2e-5;
    private const double WeightTolerance = 1e-6;
    private const double Alpha = 10; // of the alpha_ne_rank cases

    [Fact]
    public static void Outputs_with_adapters_attached_are_those_of_diffusers()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var cases = TensorFile.Read(LoraPath("cases.safetensors"));
        using var unet = GoldenNetworks.UNet("model_sd");
        TensorAssert.Close(cases["output.base"], Run(unet, cases), OutputTolerance, "base");
        foreach (var (name, expected, alpha, strength) in Cases(cases))
        {
            using var weights = Scaled(alpha, strength);
            using (LoraAdapter.Attach(unet, weights))
            {
                TensorAssert.Close(expected, Run(unet, cases), OutputTolerance, name);
            }
        }

        TensorAssert.Close(cases["output.base"], Run(unet, cases), OutputTolerance, "base again");
    }

    [Fact]
    public static void Outputs_with_adapters_fused_are_those_of_diffusers()
    {
        using var scope = NewDisposeScope();
        var cases = TensorFile.Read(LoraPath("cases.safetensors"));
        foreach (var (name, expected, alpha, strength) in Cases(cases))
        {
            using var unet = GoldenNetworks.UNet("model_sd");
            using var weights = Scaled(alpha, 1);
            LoraFusion.Fuse(unet, weights, strength);
            using var frozen = no_grad();
            TensorAssert.Close(expected, Run(unet, cases), OutputTolerance, name);
        }
    }

    [Fact]
    public static void Fused_weights_are_those_of_diffusers()
    {
        using var scope = NewDisposeScope();
        var cases = TensorFile.Read(LoraPath("cases.safetensors"));
        using var unet = GoldenNetworks.UNet("model_sd");
        using var weights = LoraWeights.Read(LoraPath("diffusers_with_metadata", "pytorch_lora_weights.safetensors"));
        LoraFusion.Fuse(unet, weights);
        var fused = unet.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        var expected = cases.Where(item => item.Key.StartsWith("fused.", StringComparison.Ordinal)).ToList();
        Assert.Equal(12, expected.Count);
        Assert.All(expected, item => TensorAssert.Close(item.Value, fused[item.Key["fused.".Length..]], WeightTolerance, item.Key));
    }

    /// <summary>Cases of one adapter: output, alpha (null: the rank) and strength, read from their names.</summary>
    private static IEnumerable<(string Name, Tensor Expected, double? Alpha, double Strength)> Cases(Dictionary<string, Tensor> cases)
    {
        foreach (var (key, expected) in cases)
        {
            var parts = key.Split('.', 3);
            if (parts is ["output", var adapter, var how])
            {
                yield return (key, expected, adapter == "alpha_ne_rank" ? Alpha : null, Strength(how));
            }
        }
    }

    private static double Strength(string how) => how switch
    {
        "scale_none" or "scale_1.0" or "fused" or "after_scale_0" => 1, // after a call with scale 0 diffusers forgets 0.7
        "scale_0.5" or "fused_0.5" => 0.5,
        "set_adapters_0.7" => 0.7,
        "set_adapters_0.7_scale_0.5" => 0.35,
        "scale_0" => 0,
        _ => throw new InvalidOperationException($"The case '{how}' is unknown."),
    };

    private static LoraWeights Scaled(double? alpha, double strength)
    {
        var file = alpha is null ? "diffusers" : "diffusers_with_metadata";
        var weights = LoraWeights.Read(LoraPath(file, "pytorch_lora_weights.safetensors"));
        Assert.Equal(alpha is null ? 1 : alpha / weights.Rank, weights.Scale);
        return new(weights.Layers.Select(item => KeyValuePair.Create(item.Key, item.Value with { Scale = item.Value.Scale * strength })));
    }

    private static Tensor Run(UNet unet, Dictionary<string, Tensor> cases) =>
        unet.call(cases["sample"], cases["timestep"], cases["encoder_hidden_states"]);

    private static string LoraPath(params string[] parts) => Shared.Golden(["training", "lora_sd", .. parts]);
}
