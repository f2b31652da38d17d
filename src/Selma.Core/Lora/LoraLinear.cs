using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>A trainable low-rank update beside a frozen linear layer: y = Wx + b + (alpha / rank) B A x.</summary>
/// <remarks>
/// The layer stays in its model, hooked, so that its weights keep their names. The factors are float32 whatever the layer's type:
/// an update below 0.4 % of a bfloat16 weight would round away. Source: Hu et al. 2021, section 4.1.
/// </remarks>
public sealed class LoraLinear : IDisposable
{
    private readonly nn.HookableModule<Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.HookRemover _hook;
    private readonly Scalar _scale;

    /// <summary>Hooks <paramref name="layer"/>.</summary>
    /// <param name="path">The layer's path in its model.</param>
    /// <param name="layer">The layer to adapt; weight [out, in].</param>
    /// <param name="factors">A and B; copied.</param>
    internal LoraLinear(string path, Linear layer, LoraLayer factors)
    {
        (Path, Layer) = (path, layer);
        Scale = factors.Scale;
        _scale = Scale.ToScalar();
        Down = Trainable(factors.Down, layer.weight!.device);
        Up = Trainable(factors.Up, layer.weight!.device);
        _hook = layer.register_forward_hook((_, x, output) => Add(x, output));
    }

    /// <summary>The layer's path in its model, <c>mid_block.attentions.0.transformer_blocks.0.attn1.to_q</c>.</summary>
    public string Path { get; }

    /// <summary>alpha / rank, the factor on the update.</summary>
    public double Scale { get; }

    /// <summary>A, [rank, in], float32.</summary>
    public Parameter Down { get; }

    /// <summary>B, [out, rank], float32.</summary>
    public Parameter Up { get; }

    /// <summary>The adapted layer.</summary>
    internal Linear Layer { get; }

    /// <summary>Takes the update away from the layer and frees the factors.</summary>
    public void Dispose()
    {
        _hook.remove();
        _scale.Dispose();
        Down.Dispose();
        Up.Dispose();
    }

    private static Parameter Trainable(Tensor factor, Device device)
    {
        using var frozen = no_grad();
        return new Parameter(factor.to(ScalarType.Float32, device, copy: true).DetachFromDisposeScope());
    }

    /// <summary>[..., in], [..., out] -> [..., out]</summary>
    private Tensor Add(Tensor x, Tensor output)
    {
        using var scope = NewDisposeScope();
        var inner = nn.functional.linear(x.to(ScalarType.Float32), Down); // [..., rank]
        var update = nn.functional.linear(inner, Up); // [..., out]
        return output.add(update.to(output.dtype), _scale).MoveToOuterDisposeScope();
    }
}
