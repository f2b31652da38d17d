using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

/// <summary>Whole runs of the small random models, step by step, against the reference pipelines.</summary>
public static class DenoiserGoldenTests
{
    private const double ContextTolerance = 2e-5;
    private const double PredictionTolerance = 5e-5;
    private static readonly string[] Models = ["sd1", "sd2", "sdxl"];

    public static TheoryData<string, string> Runs()
    {
        var runs = new TheoryData<string, string>();
        foreach (var model in Shared.HasGoldens ? Models : [])
        {
            foreach (var run in Cases(model).EnumerateObject())
            {
                runs.Add(model, run.Name);
            }
        }

        return runs;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public static void A_run_passes_through_the_latents_of_diffusers_to_its_image(string modelName, string name)
    {
        var run = new GoldenRun(modelName, Cases(modelName).GetProperty(name));
        using var folder = new TemporaryFolder();
        using var model = run.Load(folder);
        using var scope = NewDisposeScope();
        var golden = run.Read();
        var isLoose = name == "run_v_pndm"; // few steps of a multistep method on raw v: errors grow (README of the golden values)
        var denoiser = new Denoiser(model, run.Settings());
        var conditioning = run.Condition(denoiser);
        CheckConditioning(golden, conditioning);
        var noise = golden["initial_latents"];
        if (run.Drawn(denoiser, noise.shape) is { } drawn)
        {
            TensorAssert.Close(noise, drawn, Avx2.IsSupported ? 0 : 4e-6, "noise");
        }

        var final = denoiser.Denoise(noise, conditioning, TestContext.Current.CancellationToken, (step, latents) =>
            TensorAssert.Close(golden["latents"][step], latents, isLoose ? 3e-3 : 5e-4, $"latents after step {step}"));
        CheckImage(golden, model.Decode(final), isLoose ? 5e-4 : 5e-5);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public static void The_first_prediction_is_that_of_diffusers(string modelName, string name)
    {
        var run = new GoldenRun(modelName, Cases(modelName).GetProperty(name));
        using var folder = new TemporaryFolder();
        using var model = run.Load(folder);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var golden = run.Read();
        using var scheduler = Schedulers.Create(model.Scheduler, run.Settings().NumInferenceSteps);
        Assert.Equal(
            Cases(modelName).GetProperty(name).GetProperty("unet_calls").EnumerateArray().Select(t => t.GetSingle()), scheduler.Timesteps);
        var conditioning = new Conditioning(
            golden["first.context"], golden.GetValueOrDefault("first.text_embeds"), golden.GetValueOrDefault("first.time_ids"));
        var output = model.UNet.call(golden["first.unet_input"], tensor(scheduler.Timesteps[0]), conditioning);
        TensorAssert.Close(golden["first.unet_output"], output, PredictionTolerance);
        var noise = golden["initial_latents"].Times(scheduler.InitNoiseSigma);
        var input = run.Settings().GuidanceScale > 1 ? cat([noise, noise]) : noise;
        TensorAssert.Close(golden["first.unet_input"], scheduler.ScaleInput(input, 0), 2e-6, "input");
    }

    private static void CheckConditioning(Dictionary<string, Tensor> golden, Conditioning conditioning)
    {
        TensorAssert.Close(golden["first.context"], conditioning.Context, ContextTolerance, "context");
        Assert.Equal(golden.ContainsKey("first.text_embeds"), conditioning.Pooled is not null);
        Assert.Equal(golden.ContainsKey("first.time_ids"), conditioning.TimeIds is not null);
        if (conditioning is { Pooled: { } pooled, TimeIds: { } ids })
        {
            TensorAssert.Close(golden["first.text_embeds"], pooled, ContextTolerance, "pooled text");
            TensorAssert.Close(golden["first.time_ids"], ids, 0, "time ids");
        }
    }

    private static void CheckImage(Dictionary<string, Tensor> golden, Tensor image, double tolerance)
    {
        TensorAssert.Close(golden["image"], Pixels.ToUnitRange(image).permute(0, 2, 3, 1), tolerance, "image");
        var expected = golden["image_uint8"].contiguous().bytes.ToArray();
        var bytes = Pixels.ToBytes(image).SelectMany(picture => picture).ToArray();
        var differences = expected.Zip(bytes, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(differences.Max() <= 1, $"a byte is off by {differences.Max()}");
        Assert.True(differences.Count(difference => difference > 0) < 0.005 * differences.Length / 3, "more than 0.5 % of the pixels differ");
    }

    private static JsonElement Cases(string model) => GoldenCases.Read("diffusion", model, "cases.json").GetProperty("runs");
}
