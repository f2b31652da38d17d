using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Models;
using Selma.Core.Models.Text;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

/// <summary>Text encoder, denoising network and autoencoder of the small random models, against the reference library.</summary>
public static class NetworksGoldenTests
{
    private const double TextTolerance = 2e-5;
    private const double ImageTolerance = 5e-5;

    public static TheoryData<string> Models() => Shared.HasGoldens ? ["sd1", "sd2", "sdxl"] : [];

    /// <summary>Every text encoder: model, folder, folder of its tokenizer.</summary>
    public static TheoryData<string, string, string> TextEncoders()
    {
        var encoders = new TheoryData<string, string, string>();
        foreach (var model in Shared.HasGoldens ? ["sd1", "sd2", "sdxl"] : Array.Empty<string>())
        {
            foreach (var folder in Directory.GetDirectories(Shared.Golden("diffusion", model, "model"), "text_encoder*").Order())
            {
                var name = Path.GetFileName(folder);
                encoders.Add(model, name, name.Replace("text_encoder", "tokenizer", StringComparison.Ordinal));
            }
        }

        return encoders;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(TextEncoders))]
    public static void A_text_encoder_gives_every_state(string model, string part, string _)
    {
        var golden = TensorFile.Read(Shared.Golden("diffusion", model, "text.safetensors"));
        var projects = golden.ContainsKey($"{part}.text_embeds");
        using var encoder = ModelParts.TextEncoder(Shared.Golden("diffusion", model, "model", part), Compute.Cpu, projects: projects);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var ids = golden[$"{part}.input_ids"];
        TensorAssert.Close(golden[$"{part}.last_hidden_state"], encoder.call(ids), TextTolerance);
        var pooled = golden[projects ? $"{part}.text_embeds" : $"{part}.pooler_output"];
        TensorAssert.Close(pooled, encoder.Pooled(ids, encoder.HiddenStates(ids)[^1]), TextTolerance, "pooled");
        var states = encoder.HiddenStates(ids[..2]);
        Assert.Equal(states.Count, golden.Keys.Count(key => key.StartsWith($"{part}.hidden_states.", StringComparison.Ordinal)));
        for (var layer = 0; layer < states.Count; layer++)
        {
            TensorAssert.Close(golden[$"{part}.hidden_states.{layer}"], states[layer], TextTolerance, $"state {layer}");
        }

        TensorAssert.Close(golden[$"{part}.clip_skip_1"], encoder.FinalNorm(states[^2]), TextTolerance, "clip_skip 1");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(TextEncoders))]
    public static void A_tokenizer_gives_the_ids_of_every_prompt(string model, string part, string tokenizerFolder)
    {
        using var scope = NewDisposeScope();
        var tokenizer = ClipTokenizer.Load(Shared.Golden("diffusion", model, "model", tokenizerFolder));
        var golden = TensorFile.Read(Shared.Golden("diffusion", model, "text.safetensors"))[$"{part}.input_ids"];
        var prompts = Cases(model).GetProperty("text").GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()!);
        Assert.All(prompts, (prompt, i) => Assert.Equal(golden[i].data<long>().ToArray(), tokenizer.Encode(prompt).Ids));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Models))]
    public static void The_unet_gives_every_output(string model)
    {
        using var unet = ModelParts.UNet(Shared.Golden("diffusion", model, "model", "unet"), Compute.Cpu);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var golden = TensorFile.Read(Shared.Golden("diffusion", model, "unet.safetensors"));
        foreach (var test in Cases(model).GetProperty("unet").GetProperty("cases").EnumerateObject().Select(member => member.Name))
        {
            var inner = test == "0" ? new InnerOutputs(unet) : null;
            var conditioning = new Conditioning(
                golden[$"{test}.encoder_hidden_states"],
                golden.GetValueOrDefault($"{test}.text_embeds"),
                golden.GetValueOrDefault($"{test}.time_ids"));
            var output = unet.call(golden[$"{test}.sample"], golden[$"{test}.timestep"], conditioning);
            TensorAssert.Close(golden[$"{test}.output"], output, ImageTolerance, $"case {test}");
            foreach (var (name, expected) in golden.Where(entry => entry.Key.StartsWith($"{test}.inner.", StringComparison.Ordinal)))
            {
                TensorAssert.Close(expected, inner!.Of(name[$"{test}.inner.".Length..]), ImageTolerance, name);
            }
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Models))]
    public static void The_autoencoder_gives_every_moment_and_image(string model)
    {
        using var vae = ModelParts.Vae(Shared.Golden("diffusion", model, "model", "vae"), Compute.Cpu);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var golden = TensorFile.Read(Shared.Golden("diffusion", model, "vae.safetensors"));
        var section = Cases(model).GetProperty("vae");
        Assert.Equal(section.GetProperty("scaling_factor").GetDouble(), vae.Config.ScalingFactor);
        foreach (var test in section.GetProperty("cases").EnumerateObject())
        {
            var image = golden[$"{test.Name}.image"];
            TensorAssert.Close(golden[$"{test.Name}.moments"], vae.Moments(image), ImageTolerance, "moments");
            var (mean, logVar) = vae.Posterior(image);
            var std = (logVar * 0.5f).exp();
            TensorAssert.Close(golden[$"{test.Name}.mean"], mean, ImageTolerance, "mean");
            TensorAssert.Close(golden[$"{test.Name}.std"], std, ImageTolerance, "std");
            var noise = Noise.Normal(test.Value.GetProperty("sample_generator_seed").GetUInt32(), mean.shape);
            TensorAssert.Close(golden[$"{test.Name}.sample"], mean.Plus(std * noise), ImageTolerance, "sample");
            TensorAssert.Close(golden[$"{test.Name}.decoded"], vae.Decode(golden[$"{test.Name}.latents"]), ImageTolerance, "decoded");
        }
    }

    private static JsonElement Cases(string model) => GoldenCases.Read("diffusion", model, "cases.json");
}
