using System.Text.Json;
using Selma.Core.Training;
using Selma.TestKit;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public static class MovingAverageTests
{
    [Fact]
    public static void Golden_averages_are_those_of_diffusers()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "ema.json")));
        foreach (var item in file.RootElement.EnumerateArray())
        {
            Follow(item);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2 / 11.0)] // (1 + 1) / (10 + 1)
    [InlineData(1_000_000, 0.9999)]
    public static void The_decay_grows_to_its_bound(long step, double decay) =>
        Assert.Equal(decay, new MovingAverageSettings().Decay(step));

    [Fact]
    public static void Swapped_twice_all_is_as_before()
    {
        using var network = new TinyNetwork();
        using var average = new MovingAverage(network.Parameters, new());
        using var optimizer = new FlatAdamW(network.Parameters, new());
        using var gradient = network.Parameters.Values.clone();
        optimizer.Update(gradient, 1);
        var (values, averages) = (network.Parameters.Values.data<float>().ToArray(), average.Values.data<float>().ToArray());
        average.Swap();
        Assert.Equal(averages, network.Parameters.Values.data<float>().ToArray());
        average.Swap();
        Assert.Equal(values, network.Parameters.Values.data<float>().ToArray());
        Assert.Equal(averages, average.Values.data<float>().ToArray());
    }

    private static void Follow(JsonElement item)
    {
        var settings = Read(item);
        var decays = item.GetProperty("decay_of_step_1_2").EnumerateArray().Select(decay => decay.GetDouble()).ToArray();
        var parameters = item.GetProperty("parameter").Deserialize<float[][]>()!;
        var shadows = item.GetProperty("shadow").Deserialize<float[][]>()!;
        using var parameter = new Parameter(tensor(parameters[0]));
        using var flat = new FlatParameters([("p", parameter)]);
        using var average = new MovingAverage(flat, settings);
        for (var i = 0; i < decays.Length; i++)
        {
            using var frozen = no_grad();
            flat.Values.copy_(tensor(parameters[i]));
            average.Update();
            Assert.Equal(decays[i], settings.Decay(i + 1));
            Assert.All(shadows[i].Zip(average.Values.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    private static MovingAverageSettings Read(JsonElement item)
    {
        var defaults = new MovingAverageSettings();
        return defaults with
        {
            MaxDecay = Number("decay", defaults.MaxDecay),
            MinDecay = Number("min_decay", defaults.MinDecay),
            UpdateAfterStep = (long)Number("update_after_step", defaults.UpdateAfterStep),
            InvGamma = Number("inv_gamma", defaults.InvGamma),
            Power = Number("power", defaults.Power),
            UseWarmup = item.TryGetProperty("use_ema_warmup", out var warmup) && warmup.GetBoolean(),
        };

        double Number(string name, double otherwise) => item.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
    }
}
