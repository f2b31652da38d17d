using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Diffusion;
using Selma.Core.Models;
using Selma.Core.Numerics;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Diffusion;

/// <summary>A whole run of a pipeline as <c>cases.json</c> describes it.</summary>
internal sealed class GoldenRun(string modelName, JsonElement run)
{
    private readonly JsonElement _arguments = run.GetProperty("arguments");

    private int PerPrompt => Has("num_images_per_prompt") ? _arguments.GetProperty("num_images_per_prompt").GetInt32() : 1;

    public Dictionary<string, Tensor> Read() =>
        TensorFile.Read(Shared.Golden("diffusion", modelName, run.GetProperty("file").GetString()!));

    /// <summary>The model with the run's scheduler.</summary>
    public TextToImageModel Load(TemporaryFolder folder)
    {
        var source = Shared.Golden("diffusion", modelName, "model");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.FullPath, Path.GetRelativePath(source, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var scheduler = run.GetProperty("scheduler_config").EnumerateObject().ToDictionary(entry => entry.Name, entry => (object)entry.Value);
        scheduler["_class_name"] = run.GetProperty("scheduler").GetString()!;
        AtomicFile.WriteText(folder.File("scheduler", "scheduler_config.json"), JsonSerializer.Serialize(scheduler));
        return TextToImageModel.Load(folder.FullPath, Compute.Cpu);
    }

    public DenoisingSettings Settings() => new()
    {
        NumInferenceSteps = _arguments.GetProperty("num_inference_steps").GetInt32(),
        GuidanceScale = _arguments.GetProperty("guidance_scale").GetDouble(),
        GuidanceRescale = Has("guidance_rescale") ? _arguments.GetProperty("guidance_rescale").GetDouble() : 0,
        Height = _arguments.GetProperty("height").GetInt32(),
        Width = _arguments.GetProperty("width").GetInt32(),
        OriginalSize = Pair("original_size"),
        CropsCoordsTopLeft = Pair("crops_coords_top_left") ?? default,
        TargetSize = Pair("target_size"),
    };

    /// <summary>Negative prompts, then prompts; prompts alone without guidance.</summary>
    public Conditioning Condition(Denoiser denoiser) => denoiser.Condition(
        Repeated("prompt", PerPrompt), Has("negative_prompt") ? Repeated("negative_prompt", PerPrompt) : null);

    /// <summary>The noise that the run's seeds draw, or null where the file gives it.</summary>
    public Tensor? Drawn(Denoiser denoiser, long[] shape)
    {
        var initial = run.GetProperty("initial_latents");
        if (initial.ValueKind == JsonValueKind.String)
        {
            return null;
        }

        var seeds = initial.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetUInt32()).ToArray();
        return initial.GetProperty("generators").GetString() == "list" ? denoiser.Noises(seeds) : Noise.Normal(seeds[0], shape);
    }

    private (int, int)? Pair(string argument) =>
        _arguments.TryGetProperty(argument, out var pair) ? (pair[0].GetInt32(), pair[1].GetInt32()) : null;

    private bool Has(string argument) => _arguments.TryGetProperty(argument, out _);

    private IReadOnlyList<string> Repeated(string argument, int times)
    {
        var value = _arguments.GetProperty(argument);
        var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(text => text.GetString()!) : [value.GetString()!];
        return [.. texts.SelectMany(text => Enumerable.Repeat(text, times))];
    }
}
