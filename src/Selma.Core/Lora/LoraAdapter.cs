using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Low-rank updates attached to a model's attention projections; the model itself is frozen.</summary>
public sealed class LoraAdapter : IDisposable
{
    private LoraAdapter(IReadOnlyList<LoraLinear> layers) => Layers = layers;

    /// <summary>The adapted layers, in the order of diffusers' <c>named_modules</c>.</summary>
    public IReadOnlyList<LoraLinear> Layers { get; }

    /// <summary>The factors' names and parameters, A before B in each layer: what a trainer trains.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => Layers.SelectMany(layer => new[]
    {
        ($"{layer.Path}.lora_A.weight", layer.Down),
        ($"{layer.Path}.lora_B.weight", layer.Up),
    });

    /// <summary>Freezes the model and attaches a new adapter, which changes nothing yet: A is normal with standard deviation 1 / rank, B is zero.</summary>
    /// <remarks>
    /// A's numbers depend on the seed and the layer's path alone, so that all experts of one seed start from the same A: averaging
    /// factors means something only then (paper, section 3.4). Source: PEFT's <c>init_lora_weights="gaussian"</c>.
    /// </remarks>
    /// <param name="model">The UNet, on its device.</param>
    /// <param name="settings">Rank, alpha and layers.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <exception cref="SelmaException">SELMA2223: no layer matches.</exception>
    public static LoraAdapter Attach(nn.Module model, LoraSettings settings, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var scope = NewDisposeScope();
        var found = Find(model, settings.Matches);
        if (found.Count == 0)
        {
            throw new SelmaException(
                "SELMA2223",
                $"No linear layer of the model ends with {string.Join(", ", settings.TargetModules)}. Correct 'target_modules'.");
        }

        Freeze(model);
        return new([.. found.Select(item => new LoraLinear(item.Key, item.Value, Start(item.Key, item.Value, settings, seed)))]);
    }

    /// <summary>Attaches finished factors and freezes the model.</summary>
    /// <param name="model">The UNet, on its device.</param>
    /// <param name="weights">Factors; copied.</param>
    /// <exception cref="SelmaException">SELMA2223: the factors do not fit the model.</exception>
    public static LoraAdapter Attach(nn.Module model, LoraWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Freeze(model);
        return new([.. LoraFusion.Match(model, weights).Select(item => new LoraLinear(item.Path, item.Layer, item.Factors))]);
    }

    /// <summary>Copies of the factors, on the CPU.</summary>
    /// <param name="metadata">Strings to keep beside them.</param>
    public LoraWeights Weights(IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var frozen = no_grad();
        return new(
            Layers.Select(layer => KeyValuePair.Create(layer.Path, new LoraLayer(Copy(layer.Down), Copy(layer.Up), layer.Scale))), metadata);
    }

    /// <summary>Detaches the adapter: the model computes as before.</summary>
    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>The linear layers whose paths match, in the order of diffusers' <c>named_modules</c>.</summary>
    internal static SortedDictionary<string, Linear> Find(nn.Module model, Func<string, bool> matches)
    {
        var found = new SortedDictionary<string, Linear>(LayerOrder.Comparer);
        foreach (var (path, module) in model.named_modules())
        {
            if (module is Linear layer && matches(path))
            {
                found.Add(path, layer);
            }
        }

        return found;
    }

    private static void Freeze(nn.Module model)
    {
        foreach (var parameter in model.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    private static LoraLayer Start(string path, Linear layer, LoraSettings settings, ulong seed)
    {
        var normal = Noise.Normal(seed, $"lora/{path}", item: 0, settings.Rank, layer.in_features);
        return new(normal / settings.Rank, zeros(layer.out_features, settings.Rank), settings.Scale);
    }

    private static Tensor Copy(Parameter factor) => factor.detach().to(CPU, copy: true);
}
