using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>The innermost level of encoder and decoder: residual block, one-head attention over positions, residual block.</summary>
internal sealed class VaeMidBlock : Module<Tensor, Tensor>
{
    /// <summary>Epsilon of every group norm in the autoencoder.</summary>
    public const double NormEps = 1e-6;

    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<VaeAttention> attentions;

    public VaeMidBlock(long channels, long normGroups)
        : base(nameof(VaeMidBlock))
    {
        resnets = new ModuleList<ResnetBlock2D>(
            [.. Enumerable.Range(0, 2).Select(_ => new ResnetBlock2D(channels, channels, null, normGroups, NormEps))]);
        attentions = new ModuleList<VaeAttention>(new VaeAttention(channels, normGroups));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="h">[B, C, H, W]</param>
    public override Tensor forward(Tensor h)
    {
        using var scope = NewDisposeScope();
        h = attentions[0].call(resnets[0].call(h, null));
        return resnets[1].call(h, null).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention of one head over the positions of a feature map, added to its input.</summary>
internal sealed class VaeAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm group_norm;
    private readonly Linear to_q;
    private readonly Linear to_k;
    private readonly Linear to_v;
    private readonly ModuleList<Linear> to_out;

    public VaeAttention(long channels, long normGroups)
        : base(nameof(VaeAttention))
    {
        group_norm = Layer.GroupNorm(normGroups, channels, VaeMidBlock.NormEps);
        to_q = Layer.Linear(channels, channels);
        to_k = Layer.Linear(channels, channels);
        to_v = Layer.Linear(channels, channels);
        to_out = new ModuleList<Linear>(Layer.Linear(channels, channels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, C, H, W]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.shape[2], x.shape[3]);
        var tokens = group_norm.call(x.flatten(2)).transpose(1, 2); // [B, C, H, W] -> [B, HW, C]
        var (q, k, v) = (to_q.call(tokens).unsqueeze(1), to_k.call(tokens).unsqueeze(1), to_v.call(tokens).unsqueeze(1)); // [B, 1, HW, C]
        var attended = BlockedAttention.Attend(q, k, v).squeeze(1); // [B, HW, C]
        var map = to_out[0].call(attended).transpose(1, 2).unflatten(2, [height, width]); // [B, C, H, W]
        return x.Plus(map).MoveToOuterDisposeScope();
    }
}
