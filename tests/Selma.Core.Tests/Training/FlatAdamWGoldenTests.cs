using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Training;
using Selma.TestKit;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public static class FlatAdamWGoldenTests
{
    [Fact]
    public static void Updates_are_those_of_torch()
    {
        using var scope = NewDisposeScope();
        var tensors = TensorFile.Read(Shared.Golden("training", "adamw.safetensors"));
        using var file = JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "adamw.json")));
        foreach (var item in file.RootElement.EnumerateObject())
        {
            Follow(item.Name, item.Value, tensors, item.Name == "big_decay_betas" ? 5e-5 : 2e-6);
        }
    }

    private static void Follow(string name, JsonElement config, Dictionary<string, Tensor> tensors, double tolerance)
    {
        var names = tensors.Keys.Where(key => key.StartsWith("start.", StringComparison.Ordinal)).Select(key => key["start.".Length..]).ToList();
        using var flat = new FlatParameters(names.Select(key => (key, new Parameter(tensors[$"start.{key}"].clone()))));
        using var optimizer = new FlatAdamW(flat, Settings(config));
        var norms = config.GetProperty("norm_before_clipping").Deserialize<double[]>()!;
        var rates = config.GetProperty("lr_per_step").Deserialize<double[]>()!;
        for (var step = 0; step < rates.Length; step++)
        {
            using var inner = NewDisposeScope();
            var gradient = cat([.. names.Select(key => tensors[$"grads.{key}"][step].reshape(-1))]);
            var norm = GradientClip.Apply(gradient, config.TryGetProperty("clip", out var clip) ? clip.GetDouble() : double.PositiveInfinity);
            Assert.Equal(norms.Length > 0 ? norms[step] : norm, norm, norm * 1e-5);
            optimizer.Update(gradient, rates[step]);
            Assert.All(names.Zip(flat.Parameters), pair =>
                TensorAssert.Close(tensors[$"{name}.{pair.First}"][step], pair.Second, tolerance, $"{name}.{pair.First} step {step}"));
        }

        Assert.All(names.Zip(flat.Views(optimizer.Mean)), pair =>
            TensorAssert.Close(tensors[$"{name}.{pair.First}.exp_avg"], pair.Second, tolerance, $"{name}.{pair.First} mean"));
        Assert.All(names.Zip(flat.Views(optimizer.Square)), pair =>
            TensorAssert.Close(tensors[$"{name}.{pair.First}.exp_avg_sq"], pair.Second, tolerance, $"{name}.{pair.First} square"));
    }

    private static AdamWSettings Settings(JsonElement config)
    {
        var settings = new AdamWSettings { WeightDecay = config.GetProperty("wd").GetDouble() };
        settings = config.TryGetProperty("betas", out var betas)
            ? settings with { Beta1 = betas[0].GetDouble(), Beta2 = betas[1].GetDouble() }
            : settings;
        return config.TryGetProperty("eps", out var epsilon) ? settings with { Epsilon = epsilon.GetDouble() } : settings;
    }
}
