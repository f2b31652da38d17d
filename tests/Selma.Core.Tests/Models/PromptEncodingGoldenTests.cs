using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Models;

/// <summary>What SDXL's pipeline makes of prompts.</summary>
public static class PromptEncodingGoldenTests
{
    private const double Tolerance = 2e-5;
    private static readonly JsonElement Section = GoldenCases.Read("diffusion", "sdxl", "cases.json");

    public static TheoryData<string> Cases() => GoldenCases.Names(Section, "encode_prompt", "cases");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public static void Prompts_are_encoded_as_by_diffusers(string name)
    {
        var arguments = Section.GetProperty("encode_prompt").GetProperty("cases").GetProperty(name);
        string[]? Texts(string argument) => arguments.TryGetProperty(argument, out var text) ? [text.GetString()!] : null;
        using var model = TextToImageModel.Load(Shared.Golden("diffusion", "sdxl", "model"), Compute.Cpu);
        using var scope = NewDisposeScope();
        var golden = TensorFile.Read(Shared.Golden("diffusion", "sdxl", "encode_prompt.safetensors"));
        var clipSkip = arguments.TryGetProperty("clip_skip", out var skip) ? skip.GetInt32() : 0;
        var positive = model.Encode(Texts("prompt")!, Texts("prompt_2"), clipSkip);
        TensorAssert.Close(golden[$"{name}.prompt_embeds"], positive.Context, Tolerance, "context");
        TensorAssert.Close(golden[$"{name}.pooled_prompt_embeds"], positive.Pooled!, Tolerance, "pooled");
        var negative = new Denoiser(model, new()).Condition(Texts("prompt")!, Texts("negative_prompt")); // the negative prompt first
        TensorAssert.Close(golden[$"{name}.negative_prompt_embeds"], negative.Context[..1], Tolerance, "negative context");
        TensorAssert.Close(golden[$"{name}.negative_pooled_prompt_embeds"], negative.Pooled![..1], Tolerance, "negative pooled");
    }
}
