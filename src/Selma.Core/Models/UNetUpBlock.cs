using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>One level of the way up: residual blocks over the joined map and skip, attention where the level has it, then a doubling except at the last.</summary>
internal sealed class UNetUpBlock : Module
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2D>? attentions;
    private readonly ModuleList<Upsample2D>? upsamplers;

    /// <param name="config">The network's shape.</param>
    /// <param name="step">0 for the innermost level.</param>
    /// <param name="timeWidth">Width of the timestep's embedding.</param>
    public UNetUpBlock(UNetConfig config, int step, long timeWidth)
        : base(nameof(UNetUpBlock))
    {
        var channels = config.BlockOutChannels;
        var level = channels.Count - 1 - step;
        var below = channels[Math.Min(level + 1, channels.Count - 1)]; // what comes up
        var above = channels[Math.Max(level - 1, 0)]; // what the level's first layer took in on the way down
        var layers = config.LayersPerBlock + 1;
        resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, layers).Select(layer => new ResnetBlock2D(
            (layer == 0 ? below : channels[level]) + (layer == layers - 1 ? above : channels[level]),
            channels[level],
            timeWidth,
            config.NormGroups,
            config.NormEps))]);
        attentions = config.UpAttention[step] ? UNetMidBlock.Attentions(config, level, layers) : null;
        upsamplers = level > 0 ? new ModuleList<Upsample2D>(new Upsample2D(channels[level])) : null;
        RegisterComponents();
    }

    /// <param name="h">[B, C, H, W]</param>
    /// <param name="time">[B, timeWidth]</param>
    /// <param name="context">[B, T, D]</param>
    /// <param name="skips">Outputs of the way down, the newest first.</param>
    /// <param name="run">Runs each layer.</param>
    public Tensor Forward(Tensor h, Tensor time, Tensor context, Stack<Tensor> skips, BlockRunner run)
    {
        for (var layer = 0; layer < resnets.Count; layer++)
        {
            var (resnet, attention) = (resnets[layer], attentions?[layer]);
            h = run(x => resnet.call(cat([x[0], x[1]], 1), x[2]), h, skips.Pop(), time);
            h = attention is null ? h : run(x => attention.call(x[0], x[1]), h, context);
        }

        if (upsamplers is null)
        {
            return h;
        }

        var size = skips.Peek().shape[2..];
        return run(x => upsamplers[0].call(x[0], size), h);
    }
}
