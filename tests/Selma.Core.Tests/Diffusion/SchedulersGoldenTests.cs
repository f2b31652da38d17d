using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

public static class SchedulersGoldenTests
{
    private static readonly JsonElement Steps = GoldenCases.Read("diffusion", "schedulers", "steps.json");

    public static TheoryData<string> Cases() => GoldenCases.Names(
        Steps, member => Schedulers.Supported.Contains(member.Value.GetProperty("class").GetString()), "cases");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void Steps_are_those_of_diffusers(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Steps.GetProperty("cases").GetProperty(name);
        using var scheduler = Create(golden);
        Assert.Equal(golden.GetProperty("timesteps").EnumerateArray().Select(t => t.GetInt32()), scheduler.Timesteps);
        Assert.Equal(1.0, golden.GetProperty("init_noise_sigma").GetDouble());
        var shape = Steps.GetProperty("start_shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var latent = tensor(Floats(Steps.GetProperty("start_values"))).reshape(shape);
        var kept = golden.GetProperty("steps").EnumerateArray().Select(step => step.GetInt32()).ToList();
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            latent = Step(golden, scheduler, latent, step, shape);
            if (kept.IndexOf(step) is >= 0 and var index)
            {
                var expected = Floats(golden.GetProperty("xs")[index]);
                Assert.All(latent.Values(), (x, i) => Assert.Equal(expected[i], x, 2e-6 * Math.Max(1, Math.Abs(expected[i]))));
            }
        }
    }

    private static Tensor Step(JsonElement golden, IScheduler scheduler, Tensor latent, int step, long[] shape)
    {
        var prediction = (latent * 0.1f) + (float)(0.01 * Math.Sin(scheduler.Timesteps[step]));
        if (scheduler is not DdimScheduler ddim || !golden.TryGetProperty("eta", out _))
        {
            return scheduler.Step(prediction, step, latent);
        }

        // "step i: torch.randn(1, 4, generator=manual_seed(7234 + i))"
        var rule = golden.GetProperty("variance_noise").GetString()!;
        var seed = uint.Parse(rule[(rule.IndexOf("manual_seed(", StringComparison.Ordinal) + 12)..rule.IndexOf(" + i", StringComparison.Ordinal)]);
        var noise = Noise.Normal(seed + (uint)step, shape);
        if (step == 0)
        {
            Assert.Equal(Floats(golden.GetProperty("variance_noise_first")), noise.Values());
        }

        return ddim.Step(prediction, step, latent, noise);
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
