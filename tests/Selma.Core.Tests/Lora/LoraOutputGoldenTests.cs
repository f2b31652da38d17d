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

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public static void Outputs_with_adapters_attached_are_those_of_diffusers(string model)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var cases = TensorFile.Read(LoraPath(model, "cases.safetensors"));
        using var unet = GoldenNetworks.UNet($"model_{model}");
        TensorAssert.Close(cases["output.base"], Run(unet, cases), OutputTolerance, "base");
        foreach (var (name, expected, alpha, strength) in Cases(cases))
        {
            using var weights = Scaled(model, alpha, strength);
            using (LoraAdapter.Attach(unet, weights))
            {
                TensorAssert.Close(expected, Run(unet, cases), OutputTolerance, name);
            }
        }

        TensorAssert.Close(cases["output.base"], Run(unet, cases), OutputTolerance, "base again");
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public static void Outputs_with_adapters_fused_are_those_of_diffusers(string model)
    {
        using var scope = NewDisposeScope();
        var cases = TensorFile.Read(LoraPath(model, "cases.safetensors"));
        foreach (var (name, expected, alpha, strength) in Cases(cases))
        {
            using var unet = GoldenNetworks.UNet($"model_{model}");
            using var weights = Scaled(model, alpha, 1);
            LoraFusion.Fuse(unet, weights, strength);
            using var frozen = no_grad();
            TensorAssert.Close(expected, Run(unet, cases), OutputTolerance, name);
        }
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public static void Fused_weights_are_those_of_diffusers(string model)
    {
        using var scope = NewDisposeScope();
        var cases = TensorFile.Read(LoraPath(model, "cases.safetensors"));
        using var unet = GoldenNetworks.UNet($"model_{model}");
        using var weights = LoraWeights.Read(LoraPath(model, "diffusers_with_metadata", "pytorch_lora_weights.safetensors"));
        LoraFusion.Fuse(unet, weights);
        var fused = unet.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        var expected = cases.Where(item => item.Key.StartsWith("fused.", StringComparison.Ordinal)).ToList();
        Assert.Equal(12, expected.Count);
        Assert.All(expected, item => TensorAssert.Close(item.Value, fused[item.Key["fused.".Length..]], WeightTolerance, item.Key));
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public static void Kohyas_file_gives_the_output_that_diffusers_gives_with_it(string model)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var cases = TensorFile.Read(LoraPath(model, "cases.safetensors"));
        using var unet = GoldenNetworks.UNet($"model_{model}");
        using var weights = LoraWeights.Read(LoraPath(model, "kohya", "alpha_10.safetensors"));
        using (LoraFusion.FuseReversibly(unet, weights))
        {
            TensorAssert.Close(cases["output.kohya_alpha_10_loaded_by_diffusers"], Run(unet, cases), OutputTolerance);
        }

        TensorAssert.Close(cases["output.base"], Run(unet, cases), OutputTolerance, "base again");
    }

    [Theory]
    [InlineData("sd")]
    [InlineData("xl")]
    public static void Of_a_file_with_several_alphas_diffusers_takes_one_and_Selma_each(string model)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var cases = TensorFile.Read(LoraPath(model, "cases.safetensors"));
        using var unet = GoldenNetworks.UNet($"model_{model}");
        using var reader = LoraReader.Open(LoraPath(model, "kohya", "mixed_rank_alpha.safetensors"));
        var rank = reader.Sites.Values.Min(site => site.Rank); // which is the alpha that diffusers takes for all
        LoraWeights With(Func<LoraSite, double> alpha) => new(reader.Sites.Values.Select(site =>
        {
            var layer = reader.Read(site.Path);
            return KeyValuePair.Create(site.Path, layer with { Scale = layer.Scale * alpha(site) / (site.Scale * site.Rank) });
        }).ToList());

        using (LoraFusion.FuseReversibly(unet, With(_ => rank)))
        {
            TensorAssert.Close(cases["output.mixed_loaded_by_diffusers"], Run(unet, cases), OutputTolerance);
        }

        using (LoraFusion.FuseReversibly(unet, With(site => site.Scale * site.Rank)))
        {
            Assert.InRange(TensorAssert.Distance(cases["output.mixed_loaded_by_diffusers"], Run(unet, cases)), 10 * OutputTolerance, 1);
        }
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

    private static LoraWeights Scaled(string model, double? alpha, double strength)
    {
        var file = alpha is null ? "diffusers" : "diffusers_with_metadata";
        var weights = LoraWeights.Read(LoraPath(model, file, "pytorch_lora_weights.safetensors"));
        Assert.Equal(alpha is null ? 1 : alpha / weights.Rank, weights.Scale);
        return new(weights.Layers.Select(item => KeyValuePair.Create(item.Key, item.Value with { Scale = item.Value.Scale * strength })));
    }

    private static Tensor Run(UNet unet, Dictionary<string, Tensor> cases) => unet.call(
        cases["sample"],
        cases["timestep"],
        new Conditioning(cases["encoder_hidden_states"], cases.GetValueOrDefault("text_embeds"), cases.GetValueOrDefault("time_ids")));

    private static string LoraPath(string model, params string[] parts) => Shared.Golden(["training", $"lora_{model}", .. parts]);
}
