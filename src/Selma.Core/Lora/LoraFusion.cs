using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Adds an adapter to the weights it adapts, so that drawing costs nothing extra.</summary>
public static class LoraFusion
{
    /// <summary>W += strength * (alpha / rank) B A at every layer, computed in float32 and rounded once.</summary>
    /// <remarks>Subtracting the update would not give the old bits back; who wants them fuses with <see cref="FuseReversibly"/>.</remarks>
    /// <param name="model">The UNet.</param>
    /// <param name="weights">The adapter.</param>
    /// <param name="strength">Factor on the whole adapter, diffusers' <c>scale</c>.</param>
    /// <exception cref="SelmaException">SELMA2223: the factors do not fit the model.</exception>
    public static void Fuse(nn.Module model, LoraWeights weights, double strength = 1)
    {
        using var frozen = no_grad();
        foreach (var (_, layer, factors) in Match(model, weights))
        {
            using var scope = NewDisposeScope();
            var weight = layer.weight!;
            var (down, up) = (factors.Down.to(ScalarType.Float32, weight.device), factors.Up.to(ScalarType.Float32, weight.device));
            var fused = weight.to(ScalarType.Float32).addmm(up, down, beta: 1, alpha: (float)(strength * factors.Scale));
            _ = weight.copy_(fused);
        }
    }

    /// <summary>Fuses an adapter, and unfuses it when what is returned is disposed: the weights are then those of before, bit by bit.</summary>
    /// <remarks>Holds a copy of every weight that it changes.</remarks>
    /// <param name="model">The UNet.</param>
    /// <param name="weights">The adapter.</param>
    /// <param name="strength">Factor on the whole adapter, diffusers' <c>scale</c>.</param>
    /// <exception cref="SelmaException">SELMA2223: the factors do not fit the model.</exception>
    public static IDisposable FuseReversibly(nn.Module model, LoraWeights weights, double strength = 1)
    {
        var before = new UnfusedWeights(Match(model, weights).Select(item => item.Layer.weight!));
        Fuse(model, weights, strength);
        return before;
    }

    /// <summary>Pairs factors with the layers they belong to.</summary>
    internal static IReadOnlyList<(string Path, Linear Layer, LoraLayer Factors)> Match(nn.Module model, LoraWeights weights)
    {
        var layers = LoraAdapter.Find(model, weights.Layers.ContainsKey);
        var missing = weights.Layers.Keys.Where(path => !layers.ContainsKey(path)).ToList();
        if (missing.Count > 0)
        {
            throw new SelmaException(
                "SELMA2223",
                $"The adapter was made for another model: {missing.Count} of its {weights.Layers.Count} layers are missing here, '{missing[0]}' first.");
        }

        return [.. layers.Select(item => (item.Key, item.Value, Fitting(item.Key, item.Value, weights.Layers[item.Key])))];
    }

    private static LoraLayer Fitting(string path, Linear layer, LoraLayer factors) =>
        (factors.Out, factors.In) == (layer.out_features, layer.in_features)
            ? factors
            : throw new SelmaException(
                "SELMA2223",
                $"The adapter was made for another model: '{path}' is [{layer.out_features}, {layer.in_features}] here and "
                + $"[{factors.Out}, {factors.In}] in the adapter.");
}
