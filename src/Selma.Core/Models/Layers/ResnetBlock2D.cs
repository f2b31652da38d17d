using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>A residual block: two convolutions, each behind group norm and SiLU, with the timestep's embedding added between them.</summary>
internal sealed class ResnetBlock2D : Module<Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Linear? time_emb_proj;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? conv_shortcut;

    /// <param name="inChannels">Channels in.</param>
    /// <param name="outChannels">Channels out; where they differ, a 1x1 convolution carries the input across.</param>
    /// <param name="timeWidth">Width of the timestep's embedding; null in the VAE, which has none.</param>
    /// <param name="normGroups">Groups of both group norms.</param>
    /// <param name="eps">Their epsilon: 1e-5 in the UNet, 1e-6 in the VAE.</param>
    public ResnetBlock2D(long inChannels, long outChannels, long? timeWidth, long normGroups, double eps)
        : base(nameof(ResnetBlock2D))
    {
        norm1 = Layer.GroupNorm(normGroups, inChannels, eps);
        conv1 = Layer.Conv2d(inChannels, outChannels, 3, padding: 1);
        time_emb_proj = timeWidth is { } width ? Layer.Linear(width, outChannels) : null;
        norm2 = Layer.GroupNorm(normGroups, outChannels, eps);
        conv2 = Layer.Conv2d(outChannels, outChannels, 3, padding: 1);
        conv_shortcut = inChannels == outChannels ? null : Layer.Conv2d(inChannels, outChannels, 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, in, H, W]</param>
    /// <param name="time">[B, timeWidth] before SiLU, or null.</param>
    /// <returns>[B, out, H, W]</returns>
    public override Tensor forward(Tensor x, Tensor? time)
    {
        using var scope = NewDisposeScope();
        var h = conv1.Convolve(functional.silu(norm1.call(x)));
        if (time_emb_proj is not null && time is not null)
        {
            h = h.Plus(time_emb_proj.call(functional.silu(time)).unsqueeze(-1).unsqueeze(-1)); // [B, out, 1, 1]
        }

        h = conv2.Convolve(functional.silu(norm2.call(h)));
        var shortcut = conv_shortcut is null ? x : conv_shortcut.Convolve(x);
        return shortcut.Plus(h).MoveToOuterDisposeScope();
    }
}
