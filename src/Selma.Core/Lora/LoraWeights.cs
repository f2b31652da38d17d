using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>The factors of an adapter, as a file holds them: an expert, or what experts were merged to.</summary>
/// <remarks>Layers stand in the order in which an adapter visits its model, whatever the order in a file.</remarks>
public sealed class LoraWeights : IDisposable
{
    /// <summary>The file's name by diffusers' custom.</summary>
    public const string FileName = "pytorch_lora_weights.safetensors";

    /// <summary>Metadata: digest of the factors A that training started from.</summary>
    public const string StartKey = "selma.start";

    /// <summary>Metadata: the seed of the training.</summary>
    public const string SeedKey = "selma.seed";

    private readonly SortedDictionary<string, LoraLayer> _layers;

    /// <summary>Takes the layers over.</summary>
    /// <param name="layers">By path in the UNet.</param>
    /// <param name="metadata">Strings to keep beside them in a file.</param>
    public LoraWeights(IEnumerable<KeyValuePair<string, LoraLayer>> layers, IReadOnlyDictionary<string, string>? metadata = null)
    {
        _layers = new(layers.ToDictionary(), LayerOrder.Comparer);
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    /// <summary>The layers by path: <c>down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q</c>.</summary>
    public IReadOnlyDictionary<string, LoraLayer> Layers => _layers;

    /// <summary>Strings kept beside the factors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The rank, the same for all layers of what was read from a file.</summary>
    public long Rank => _layers.First().Value.Rank;

    /// <summary>alpha / rank, the same for all layers of what was read from a file.</summary>
    public double Scale => _layers.First().Value.Scale;

    /// <summary>Reads a file in the names of diffusers (old and new), PEFT or kohya, told from its keys, or a folder of PEFT, as float32.</summary>
    /// <param name="path">The file, or the folder with <c>adapter_config.json</c>.</param>
    /// <exception cref="SelmaException">
    /// SELMA2101..2104: not a whole safetensors file. SELMA2221: keys that are no LoRA factors of a UNet. SELMA2222: a factor is missing,
    /// factors do not fit, or alpha is given twice.
    /// </exception>
    public static LoraWeights Read(string path) => LoraFile.Read(path);

    /// <summary>Writes a file that the program whose names it has loads; equal content gives equal bytes.</summary>
    /// <param name="path">The file, by custom <c>pytorch_lora_weights.safetensors</c>; for PEFT's folder the folder.</param>
    /// <param name="names">Whose names: those of PEFT, as diffusers writes today, when not given.</param>
    /// <exception cref="SelmaException">SELMA2224: these names know no such layer.</exception>
    public void Write(string path, LoraNames names = LoraNames.Peft) => LoraFile.Write(path, this, names);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers.Values)
        {
            layer.Dispose();
        }
    }

    /// <summary>The change of a layer's weight, scale * B A, in float32.</summary>
    /// <returns>[out, in]</returns>
    internal static Tensor Delta(LoraLayer layer)
    {
        using var scope = NewDisposeScope();
        return layer.Up.to(ScalarType.Float32).matmul(layer.Down.to(ScalarType.Float32)).Times(layer.Scale).MoveToOuterDisposeScope();
    }

    /// <summary>The same updates with one rank and one scale for all layers, which is all that every reader understands (training.md 5.1).</summary>
    internal LoraWeights Even()
    {
        var rank = _layers.Values.Max(layer => layer.Rank);
        var isScaleCommon = _layers.Values.All(layer => layer.Scale == Scale);
        return new(_layers.Select(item => KeyValuePair.Create(item.Key, item.Value.Padded(rank, isScaleCommon ? Scale : 1))).ToList(), Metadata);
    }
}
