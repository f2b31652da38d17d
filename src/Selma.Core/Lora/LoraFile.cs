namespace Selma.Core.Lora;

/// <summary>Adapters in safetensors files, whole.</summary>
/// <remarks>Source: diffusers 0.42.1, <c>loaders/lora_pipeline.py</c> and <c>utils/state_dict_utils.py</c>; training.md 5.</remarks>
internal static class LoraFile
{
    public static LoraWeights Read(string path)
    {
        using var reader = LoraReader.Open(path);
        return new(reader.Sites.Keys.Select(layer => KeyValuePair.Create(layer, reader.Read(layer))).ToList(), reader.Metadata);
    }

    public static void Write(string path, LoraWeights weights, LoraNames names)
    {
        using var even = weights.Even();
        new LoraWriter(even.Layers.ToDictionary(item => item.Key, item => (item.Value.In, item.Value.Out)), even.Rank, even.Scale, layer => Alias(even.Layers[layer]))
            .Write(path, names, weights.Metadata);
    }

    /// <summary>The writer disposes what it is given.</summary>
    private static LoraLayer Alias(LoraLayer layer) => layer with { Down = layer.Down.alias(), Up = layer.Up.alias() };
}
