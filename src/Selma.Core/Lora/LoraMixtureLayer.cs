using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Frozen updates beside a frozen linear layer, with a trainable weight for each: y = Wx + b + sum of a_i s_i B_i A_i x.</summary>
internal sealed class LoraMixtureLayer : IDisposable
{
    private readonly nn.HookableModule<Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.HookRemover _hook;
    private readonly Tensor _down; // [sum r, in], with the experts' scales
    private readonly Tensor _up; // [out, sum r]
    private readonly Tensor _owner; // [sum r], the expert of each row

    /// <summary>Hooks <paramref name="layer"/>.</summary>
    /// <param name="path">The layer's path in its model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="experts">The experts' factors; copied.</param>
    public LoraMixtureLayer(string path, Linear layer, IReadOnlyList<LoraLayer> experts)
    {
        Path = path;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var device = layer.weight!.device;
        _down = cat([.. experts.Select(expert => expert.Down.Times(expert.Scale))], 0).to(ScalarType.Float32, device).DetachFromDisposeScope();
        _up = cat([.. experts.Select(expert => expert.Up)], 1).to(ScalarType.Float32, device).DetachFromDisposeScope();
        _owner = tensor(experts.SelectMany((expert, i) => Enumerable.Repeat((long)i, (int)expert.Rank)).ToArray()).to(device).DetachFromDisposeScope();
        Weights = new Parameter(ones(experts.Count).OverInPlace(experts.Count).to(device));
        _ = Weights.DetachFromDisposeScope();
        _hook = layer.register_forward_hook((_, x, output) => Add(x, output));
    }

    /// <summary>The layer's path in its model.</summary>
    public string Path { get; }

    /// <summary>a, [L], float32.</summary>
    public Parameter Weights { get; }

    /// <summary>The weights' numbers.</summary>
    public float[] Values()
    {
        using var scope = NewDisposeScope();
        return Weights.detach().cpu().data<float>().ToArray();
    }

    /// <summary>Takes the updates away from the layer.</summary>
    public void Dispose()
    {
        _hook.remove();
        _down.Dispose();
        _up.Dispose();
        _owner.Dispose();
        Weights.Dispose();
    }

    /// <summary>[..., in], [..., out] -> [..., out]</summary>
    private Tensor Add(Tensor x, Tensor output)
    {
        using var scope = NewDisposeScope();
        var inner = nn.functional.linear(x.to(ScalarType.Float32), _down).mul(Weights.index_select(0, _owner)); // [..., sum r]
        return output.Plus(nn.functional.linear(inner, _up).to(output.dtype)).MoveToOuterDisposeScope();
    }
}
