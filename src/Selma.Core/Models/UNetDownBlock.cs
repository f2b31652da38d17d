using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>One level of the way down: residual blocks, each followed by attention where the level has it, then a halving except at the last.</summary>
internal sealed class UNetDownBlock : Module
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2D>? attentions;
    private readonly ModuleList<Downsample2D>? downsamplers;

    public UNetDownBlock(UNetConfig config, int level, long timeWidth)
        : base(nameof(UNetDownBlock))
    {
        var channels = config.BlockOutChannels;
        var before = channels[Math.Max(level - 1, 0)];
        resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, config.LayersPerBlock).Select(layer =>
            new ResnetBlock2D(layer == 0 ? before : channels[level], channels[level], timeWidth, config.NormGroups, config.NormEps))]);
        attentions = config.DownAttention[level] ? UNetMidBlock.Attentions(config, level, config.LayersPerBlock) : null;
        downsamplers = level < channels.Count - 1 ? new ModuleList<Downsample2D>(new Downsample2D(channels[level], padAfter: false)) : null;
        RegisterComponents();
    }

    /// <param name="h">[B, C, H, W]</param>
    /// <param name="time">[B, timeWidth]</param>
    /// <param name="context">[B, T, D]</param>
    /// <param name="skips">Gets the output of every layer, for the way up.</param>
    /// <param name="run">Runs each layer.</param>
    public Tensor Forward(Tensor h, Tensor time, Tensor context, Stack<Tensor> skips, BlockRunner run)
    {
        for (var layer = 0; layer < resnets.Count; layer++)
        {
            var (resnet, attention) = (resnets[layer], attentions?[layer]);
            h = run(x => resnet.call(x[0], x[1]), h, time);
            h = attention is null ? h : run(x => attention.call(x[0], x[1]), h, context);
            skips.Push(h);
        }

        if (downsamplers is not null)
        {
            h = run(x => downsamplers[0].call(x[0]), h);
            skips.Push(h);
        }

        return h;
    }
}
