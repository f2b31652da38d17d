using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>A gated projection: the second half of a linear layer's output, through the exact GELU, scales the first.</summary>
internal sealed class GeGlu : Module<Tensor, Tensor>
{
    private readonly Linear proj;

    public GeGlu(long width, long inner)
        : base(nameof(GeGlu))
    {
        proj = Layer.Linear(width, 2 * inner);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[..., D]</param>
    /// <returns>[..., inner]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var halves = proj.call(x).chunk(2, dim: -1);
        return halves[0].mul(functional.gelu(halves[1])).MoveToOuterDisposeScope();
    }
}

/// <summary>A transformer block's MLP, four times as wide inside.</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> net;

    public FeedForward(long width)
        : base(nameof(FeedForward))
    {
        // The identity stands where diffusers has a dropout, so that the second linear layer is net.2.
        net = ModuleList<Module<Tensor, Tensor>>(new GeGlu(width, 4 * width), Identity(), Layer.Linear(4 * width, width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[..., D]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return net[2].call(net[0].call(x)).MoveToOuterDisposeScope();
    }
}
