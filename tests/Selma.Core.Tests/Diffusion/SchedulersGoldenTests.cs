using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public static class SchedulersGoldenTests
{
    private const float LastBit = 1.2e-7f; // 2^-23, relative
    private static readonly JsonElement Steps = GoldenCases.Read("diffusion", "schedulers", "steps.json");

    public static TheoryData<string> Cases() => GoldenCases.Names(Steps, "cases");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void Steps_are_those_of_diffusers(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Steps.GetProperty("cases").GetProperty(name);
        using var scheduler = Create(golden);
        Assert.Equal(Floats(golden.GetProperty("timesteps")), scheduler.Timesteps);
        Assert.Equal(golden.GetProperty("init_noise_sigma").GetSingle(), scheduler.InitNoiseSigma);
        CheckSigmas(golden, scheduler);
        var shape = Steps.GetProperty("start_shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var noise = Noises(golden, shape);
        var latent = tensor(Floats(Steps.GetProperty("start_values"))).reshape(shape).Times(scheduler.InitNoiseSigma);
        var kept = golden.GetProperty("steps").EnumerateArray().Select(step => step.GetInt32()).ToList();
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            var prediction = scheduler.ScaleInput(latent, step).Times(0.1f).Plus((float)(0.01 * Math.Sin(scheduler.Timesteps[step])));
            var now = step;
            latent = scheduler.Step(prediction, step, latent, () => noise(now));
            if (kept.IndexOf(step) is >= 0 and var index)
            {
                var expected = Floats(golden.GetProperty("xs")[index]);
                TensorAssert.Note($"step {step}", latent.Values().Zip(expected, (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(y))).Max(), 2e-6);
                Assert.All(latent.Values(), (x, i) => Assert.Equal(expected[i], x, 2e-6 * Math.Max(1, Math.Abs(expected[i]))));
            }
        }
    }

    private static void CheckSigmas(JsonElement golden, IScheduler scheduler)
    {
        if (golden.TryGetProperty("sigmas", out var expected))
        {
            var sigmas = scheduler is EulerScheduler euler ? euler.Sigmas : ((DpmSolverScheduler)scheduler).Sigmas;
            Assert.All(Floats(expected), (sigma, i) => Assert.Equal(sigma, sigmas[i], LastBit * sigma)); // MKL's square root is not always the nearest
            Assert.Equal(scheduler.Timesteps.Count + 1, sigmas.Count);
        }
    }

    /// <summary>The noise of a step: a generator of its own for each ("step i: torch.randn(1, 4, generator=manual_seed(7234 + i))"), or one for all.</summary>
    private static Func<int, Tensor> Noises(JsonElement golden, long[] shape)
    {
        var each = golden.TryGetProperty("variance_noise", out var rule);
        if (!each && !golden.TryGetProperty("generator", out rule))
        {
            return _ => throw new InvalidOperationException("This case draws nothing.");
        }

        var seed = uint.Parse(Regex.Match(rule.GetString()!, @"manual_seed\((\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        if (each)
        {
            using var first = Noise.Normal(seed, shape);
            Assert.Equal(Floats(golden.GetProperty("variance_noise_first")), first.Values());
            return step => Noise.Normal(seed + (uint)step, shape);
        }

        var streams = new NoiseStreams([seed]);
        return _ => streams.Normal(shape[1..]);
    }

    private static IScheduler Create(JsonElement golden)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("scheduler_config.json");
        var config = golden.GetProperty("config").EnumerateObject().ToDictionary(entry => entry.Name, entry => (object)entry.Value);
        config["_class_name"] = golden.GetProperty("class").GetString()!;
        AtomicFile.WriteText(file, JsonSerializer.Serialize(config));
        var steps = golden.GetProperty("num_inference_steps").GetInt32();
        return golden.TryGetProperty("eta", out var eta)
            ? new DdimScheduler(SchedulerConfig.Read(file), steps, eta.GetDouble())
            : Schedulers.Create(SchedulerConfig.Read(file), steps);
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}
