using Selma.Core.Artifacts;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Adapters in safetensors files.</summary>
/// <remarks>Source: diffusers 0.42.1, <c>loaders/lora_pipeline.py</c> and <c>utils/state_dict_utils.py</c>.</remarks>
internal static class LoraFile
{
    private const string Component = "unet.";
    private const int Named = 5; // keys that an error lists

    // A before B; the first pair of each name is written.
    private static readonly (LoraNames Names, string Down, string Up)[] Suffixes =
    [
        (LoraNames.Peft, ".lora_A.weight", ".lora_B.weight"),
        (LoraNames.Diffusers, ".lora.down.weight", ".lora.up.weight"),
    ];

    public static LoraWeights Read(string path)
    {
        using var file = SafeTensors.Open(path);
        ThrowIfUnknown(file);
        var config = LoraConfig.Read(file.Metadata, path);
        var layers = file.Names.Select(LayerPath).Distinct(StringComparer.Ordinal).ToDictionary(layer => layer, _ => (LoraLayer?)null);
        foreach (var layer in layers.Keys)
        {
            var (down, up) = (Factor(file, layer, up: false), Factor(file, layer, up: true));
            layers[layer] = new(down, up, config.Scale(down.shape[0]));
        }

        var weights = new LoraWeights(
            layers.Select(layer => KeyValuePair.Create(layer.Key, layer.Value!)),
            file.Metadata.Where(entry => entry.Key is not ("format" or LoraConfig.MetadataKey)).ToDictionary());
        ThrowIfUneven(weights, path);
        return weights;
    }

    public static void Write(string path, LoraWeights weights, LoraNames names)
    {
        var (_, down, up) = Array.Find(Suffixes, row => row.Names == names);
        var tensors = weights.Layers.SelectMany(layer => new[]
        {
            KeyValuePair.Create(Component + layer.Key + down, layer.Value.Down),
            KeyValuePair.Create(Component + layer.Key + up, layer.Value.Up),
        });
        var metadata = weights.Metadata.Append(KeyValuePair.Create("format", "pt")).Concat(LoraConfig.Write(weights));
        TensorFile.Write(path, tensors, metadata.ToDictionary());
    }

    private static void ThrowIfUnknown(SafeTensors file)
    {
        var unknown = file.Names.Where(name => LayerPath(name).Length == 0).ToList();
        if (unknown.Count == 0 && file.Names.Count > 0)
        {
            return;
        }

        var listed = string.Join(", ", unknown.Take(Named)) + (unknown.Count > Named ? $" and {unknown.Count - Named} more" : "");
        throw new SelmaException(
            "SELMA2221",
            unknown.Count == 0
                ? "The file holds no tensors, so no adapter. Give a LoRA file in diffusers' or PEFT's names."
                : $"These keys are no factors of a UNet's LoRA layers: {listed}. Give a file in diffusers' or PEFT's names; convert others first.",
            new(file.Path));
    }

    /// <summary>The layer that a key belongs to, or nothing when it is no key of an adapter.</summary>
    private static string LayerPath(string key)
    {
        var suffix = Suffixes.SelectMany(row => new[] { row.Down, row.Up }).FirstOrDefault(end => key.EndsWith(end, StringComparison.Ordinal));
        var path = suffix is null ? "" : key[..^suffix.Length];
        path = path.StartsWith(Component, StringComparison.Ordinal) ? path[Component.Length..] : path;
        return path.Contains("text_model", StringComparison.Ordinal) ? "" : path;
    }

    private static Tensor Factor(SafeTensors file, string layer, bool up)
    {
        var keys = Suffixes.Select(row => up ? row.Up : row.Down).SelectMany(end => new[] { Component + layer + end, layer + end });
        var key = keys.FirstOrDefault(file.Contains)
            ?? throw Uneven(file.Path, $"layer '{layer}' lacks its factor {(up ? "B" : "A")}");
        if (file[key].Shape.Count != 2)
        {
            throw Uneven(file.Path, $"'{key}' has {file[key].Shape.Count} dimensions instead of 2");
        }

        using var tensor = file.ReadTensor(key);
        return tensor.to(ScalarType.Float32, copy: true);
    }

    private static void ThrowIfUneven(LoraWeights weights, string path)
    {
        foreach (var (name, layer) in weights.Layers)
        {
            if (layer.Up.shape[1] != layer.Rank)
            {
                throw Uneven(path, $"in layer '{name}' A has rank {layer.Rank} and B {layer.Up.shape[1]}");
            }

            if (layer.Rank != weights.Rank)
            {
                throw Uneven(path, $"layer '{name}' has rank {layer.Rank} and the first {weights.Rank}");
            }
        }
    }

    private static SelmaException Uneven(string path, string what) =>
        new("SELMA2222", $"The adapter is not whole: {what}. One rank for all layers, and both factors of each, are needed. Make the file anew.", new(path));
}
