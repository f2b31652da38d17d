using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

/// <summary>Pictures that diffusers drew with a trained small model.</summary>
public static class PicturesGoldenTests
{
    [Fact]
    public static void A_trained_model_draws_the_pictures_of_diffusers()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Shared.Mini("pictures.json")));
        var about = json.RootElement;
        string[] prompts = [.. about.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()!)];
        uint[] seeds = [.. about.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetUInt32())];
        using var model = TextToImageModel.Load(Shared.Mini("selma-mini-prototype"), Compute.Cpu);
        using var scope = NewDisposeScope();
        var golden = TensorFile.Read(Shared.Mini("pictures.safetensors"));
        Assert.All(prompts, (prompt, i) =>
            Assert.Equal(about.GetProperty("ids")[i].EnumerateArray().Select(id => id.GetInt64()), model.Tokenizer.Encode(prompt).Ids));
        var denoiser = new Denoiser(model, new()
        {
            NumInferenceSteps = about.GetProperty("num_inference_steps").GetInt32(),
            GuidanceScale = about.GetProperty("guidance_scale").GetDouble(),
            Scheduler = about.GetProperty("scheduler").GetString() + "Scheduler",
        });
        var noise = denoiser.Noises(seeds);
        TensorAssert.Close(golden["initial_latents"], noise, 4e-6, "noise");
        var latents = denoiser.Denoise(noise, denoiser.Condition(prompts), TestContext.Current.CancellationToken, (step, now) =>
            TensorAssert.Close(golden["latents"][step], now, 1e-3, $"latents after step {step}"));
        var expected = golden["image_uint8"].contiguous().bytes.ToArray();
        var bytes = Pixels.ToBytes(model.Decode(latents)).SelectMany(picture => picture).ToArray();
        Assert.True(expected.Zip(bytes, (a, b) => Math.Abs(a - b)).Max() <= 2);
        Assert.Equal(bytes, denoiser.Draw(prompts, seeds, TestContext.Current.CancellationToken).SelectMany(picture => picture));
    }
}
