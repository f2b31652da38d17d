using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Transformer blocks over the positions of a feature map (Transformer2DModel of diffusers).</summary>
internal sealed class Transformer2D : Module<Tensor, Tensor, Tensor>
{
    private const double GroupNormEps = 1e-6; // not the residual blocks' 1e-5 (models.md 8.2)
    private readonly bool _linear;
    private readonly GroupNorm norm;
    private readonly Module<Tensor, Tensor> proj_in;
    private readonly ModuleList<BasicTransformerBlock> transformer_blocks;
    private readonly Module<Tensor, Tensor> proj_out;

    /// <param name="channels">C.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="layers">Number of transformer blocks.</param>
    /// <param name="contextWidth">Width of the context.</param>
    /// <param name="linear">Project by a linear layer on tokens rather than a 1x1 convolution on the map.</param>
    /// <param name="normGroups">Groups of the group norm.</param>
    public Transformer2D(long channels, long heads, long layers, long contextWidth, bool linear, long normGroups)
        : base(nameof(Transformer2D))
    {
        _linear = linear;
        norm = Layer.GroupNorm(normGroups, channels, GroupNormEps);
        proj_in = linear ? Layer.Linear(channels, channels) : Layer.Conv2d(channels, channels, 1);
        transformer_blocks = new ModuleList<BasicTransformerBlock>(
            [.. Enumerable.Range(0, (int)layers).Select(_ => new BasicTransformerBlock(channels, contextWidth, heads))]);
        proj_out = linear ? Layer.Linear(channels, channels) : Layer.Conv2d(channels, channels, 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, C, H, W]</param>
    /// <param name="context">[B, T, contextWidth]</param>
    /// <returns>[B, C, H, W]</returns>
    public override Tensor forward(Tensor x, Tensor context)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.shape[2], x.shape[3]);
        var h = norm.call(x);
        h = _linear ? proj_in.call(ToTokens(h)) : ToTokens(((Conv2d)proj_in).Convolve(h)); // [B, HW, C]
        foreach (var block in transformer_blocks)
        {
            h = block.call(h, context);
        }

        var isChannelsLast = ChannelsLast.Is(x);
        h = _linear
            ? ToMap(proj_out.call(h), height, width, isChannelsLast)
            : ((Conv2d)proj_out).Convolve(ToMap(h, height, width, isChannelsLast)); // [B, C, H, W]
        return h.Plus(x).MoveToOuterDisposeScope();
    }

    private static Tensor ToTokens(Tensor map) => map.flatten(2).transpose(1, 2); // [B, C, H, W] -> [B, HW, C]

    private static Tensor ToMap(Tensor tokens, long height, long width, bool isChannelsLast)
    {
        var map = tokens.transpose(1, 2).unflatten(2, [height, width]); // [B, HW, C] -> [B, C, H, W]
        return isChannelsLast ? map : map.contiguous();
    }
}
