using Selma.Core.Numerics;
using Selma.Core.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Training;

public static class FlatAdamWTests
{
    [Fact]
    public static void Updates_as_torchs_own_AdamW_does()
    {
        using var network = new TinyNetwork();
        using var own = new Parameter(network.Parameters.Values.clone());
        using var reference = optim.AdamW([own], lr: 1e-2, weight_decay: 1e-2);
        using var optimizer = new FlatAdamW(network.Parameters, new());
        for (var step = 0; step < 20; step++)
        {
            using var gradient = Noise.Normal(3, "gradient", step, own.shape);
            own.grad = gradient;
            _ = reference.step();
            optimizer.Update(gradient, 1e-2);
        }

        Assert.All(
            own.data<float>().ToArray().Zip(network.Parameters.Values.data<float>().ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public static void Modules_see_the_update_at_once()
    {
        using var network = new TinyNetwork();
        using var optimizer = new FlatAdamW(network.Parameters, new());
        using var before = network.Loss(0, 1);
        using var gradient = network.Parameters.Gradient(before);
        optimizer.Update(gradient, 1e-2);
        using var after = network.Loss(0, 1);
        Assert.True(after.item<float>() < before.item<float>());
    }

    [Fact]
    public static void The_first_update_is_the_rate_times_the_sign()
    {
        using var network = new TinyNetwork();
        using var optimizer = new FlatAdamW(network.Parameters, new() { WeightDecay = 0 });
        var before = network.Parameters.Values.data<float>().ToArray();
        using var gradient = Noise.Normal(3, "gradient", 0, before.Length);
        optimizer.Update(gradient, 0.5);
        var signs = gradient.data<float>().ToArray().Select(g => Math.Abs(g) < 1e-5 ? 0f : MathF.Sign(g)).ToArray();
        for (var i = 0; i < before.Length; i++)
        {
            Assert.Equal(before[i] - (0.5f * signs[i]), network.Parameters.Values.data<float>()[i], 1e-3f);
        }
    }
}
