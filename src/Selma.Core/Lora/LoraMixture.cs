using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Several finished adapters attached to a model at once, of which only a weight for each at each layer is trainable.</summary>
/// <remarks>Source: CAT of LoRA Soups, arXiv 2410.13025: the update of layer l is the sum of a_i^l D_i^l.</remarks>
internal sealed class LoraMixture : IDisposable
{
    private readonly IReadOnlyList<LoraMixtureLayer> _layers;

    private LoraMixture(IReadOnlyList<LoraMixtureLayer> layers) => _layers = layers;

    /// <summary>The weights, [L] for each layer: what a trainer trains.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _layers.Select(layer => (layer.Path, layer.Weights));

    /// <summary>The weights as they are, by the layers' paths.</summary>
    public SortedDictionary<string, IReadOnlyList<double>> Coefficients => new(
        _layers.ToDictionary(layer => layer.Path, layer => (IReadOnlyList<double>)[.. layer.Values().Select(value => (double)value)]), LayerOrder.Comparer);

    /// <summary>Freezes the model and attaches adapters with equal weights that add up to 1.</summary>
    /// <param name="model">The UNet, on its device.</param>
    /// <param name="experts">The adapters; copied.</param>
    /// <exception cref="SelmaException">SELMA2223: an adapter does not fit the model. SELMA2232: the adapters have different layers.</exception>
    public static LoraMixture Attach(nn.Module model, IReadOnlyList<LoraWeights> experts)
    {
        if (experts.Skip(1).Any(expert => !expert.Layers.Keys.SequenceEqual(experts[0].Layers.Keys)))
        {
            throw new SelmaException("SELMA2232", "The experts cannot be merged: they adapt different layers. Train all experts with the same 'target_modules'.");
        }

        foreach (var parameter in model.parameters())
        {
            parameter.requires_grad = false;
        }

        var matched = experts.Select(expert => LoraFusion.Match(model, expert)).ToList();
        return new([.. matched[0].Select((item, i) => new LoraMixtureLayer(item.Path, item.Layer, [.. matched.Select(expert => expert[i].Factors)]))]);
    }

    /// <summary>Detaches the adapters: the model computes as before.</summary>
    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }
}
