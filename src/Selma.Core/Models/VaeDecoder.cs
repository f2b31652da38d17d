using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>Latent, after the first 1x1 convolution, to image.</summary>
internal sealed class VaeDecoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly VaeMidBlock mid_block;
    private readonly ModuleList<VaeUpBlock> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public VaeDecoder(VaeConfig config)
        : base(nameof(VaeDecoder))
    {
        var channels = config.BlockOutChannels;
        conv_in = Layer.Conv2d(config.LatentChannels, channels[^1], 3, padding: 1);
        mid_block = new VaeMidBlock(channels[^1], config.NormGroups);
        up_blocks = new ModuleList<VaeUpBlock>(
            [.. Enumerable.Range(0, channels.Count).Select(step => new VaeUpBlock(config, step))]);
        conv_norm_out = Layer.GroupNorm(config.NormGroups, channels[0], VaeMidBlock.NormEps);
        conv_out = Layer.Conv2d(channels[0], config.OutChannels, 3, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="latent">[B, 4, h, w]</param>
    /// <returns>[B, 3, 8 h, 8 w]</returns>
    public override Tensor forward(Tensor latent)
    {
        using var scope = NewDisposeScope();
        var h = mid_block.call(conv_in.Convolve(ChannelsLast.Suited(latent)));
        foreach (var block in up_blocks)
        {
            h = block.call(h);
        }

        return conv_out.Convolve(functional.silu(conv_norm_out.call(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>One level of the decoder (UpDecoderBlock2D).</summary>
internal sealed class VaeUpBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Upsample2D>? upsamplers;

    /// <param name="config">The autoencoder's shape.</param>
    /// <param name="step">0 for the innermost level.</param>
    public VaeUpBlock(VaeConfig config, int step)
        : base(nameof(VaeUpBlock))
    {
        var channels = config.BlockOutChannels;
        var level = channels.Count - 1 - step;
        var below = channels[Math.Min(level + 1, channels.Count - 1)];
        resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(layer =>
            new ResnetBlock2D(layer == 0 ? below : channels[level], channels[level], null, config.NormGroups, VaeMidBlock.NormEps))]);
        upsamplers = level > 0 ? new ModuleList<Upsample2D>(new Upsample2D(channels[level])) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="h">[B, C, H, W]</param>
    public override Tensor forward(Tensor h)
    {
        using var scope = NewDisposeScope();
        foreach (var resnet in resnets)
        {
            h = resnet.call(h, null);
        }

        if (upsamplers is not null)
        {
            h = upsamplers[0].call(h, [2 * h.shape[2], 2 * h.shape[3]]);
        }

        return h.MoveToOuterDisposeScope();
    }
}
