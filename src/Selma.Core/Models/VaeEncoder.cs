using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>Image to the posterior's moments, before the last 1x1 convolution.</summary>
internal sealed class VaeEncoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly ModuleList<VaeDownBlock> down_blocks;
    private readonly VaeMidBlock mid_block;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public VaeEncoder(VaeConfig config)
        : base(nameof(VaeEncoder))
    {
        var channels = config.BlockOutChannels;
        conv_in = Layer.Conv2d(config.InChannels, channels[0], 3, padding: 1);
        down_blocks = new ModuleList<VaeDownBlock>(
            [.. Enumerable.Range(0, channels.Count).Select(level => new VaeDownBlock(config, level))]);
        mid_block = new VaeMidBlock(channels[^1], config.NormGroups);
        conv_norm_out = Layer.GroupNorm(config.NormGroups, channels[^1], VaeMidBlock.NormEps);
        conv_out = Layer.Conv2d(channels[^1], 2 * config.LatentChannels, 3, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="image">[B, 3, H, W]</param>
    /// <returns>[B, 8, H / 8, W / 8]</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var h = conv_in.Convolve(ChannelsLast.Suited(image));
        foreach (var block in down_blocks)
        {
            h = block.call(h);
        }

        h = mid_block.call(h);
        return conv_out.Convolve(functional.silu(conv_norm_out.call(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>One level of the encoder (DownEncoderBlock2D).</summary>
internal sealed class VaeDownBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Downsample2D>? downsamplers;

    public VaeDownBlock(VaeConfig config, int level)
        : base(nameof(VaeDownBlock))
    {
        var channels = config.BlockOutChannels;
        var before = channels[Math.Max(level - 1, 0)];
        resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, config.LayersPerBlock).Select(layer =>
            new ResnetBlock2D(layer == 0 ? before : channels[level], channels[level], null, config.NormGroups, VaeMidBlock.NormEps))]);
        downsamplers = level < channels.Count - 1 ? new ModuleList<Downsample2D>(new Downsample2D(channels[level], padAfter: true)) : null;
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

        h = downsamplers is null ? h : downsamplers[0].call(h);
        return h.MoveToOuterDisposeScope();
    }
}
