using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>The innermost level: residual block, attention, residual block.</summary>
internal sealed class UNetMidBlock : Module
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2D> attentions;

    public UNetMidBlock(UNetConfig config, long timeWidth)
        : base(nameof(UNetMidBlock))
    {
        var channels = config.BlockOutChannels[^1];
        resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, 2).Select(_ =>
            new ResnetBlock2D(channels, channels, timeWidth, config.NormGroups, config.NormEps))]);
        attentions = Attentions(config, config.BlockOutChannels.Count - 1, 1);
        RegisterComponents();
    }

    /// <summary>The attentions of a level, one for each of its residual blocks.</summary>
    public static ModuleList<Transformer2D> Attentions(UNetConfig config, int level, int count) =>
        new([.. Enumerable.Range(0, count).Select(_ => new Transformer2D(
            config.BlockOutChannels[level],
            config.Heads[level],
            config.TransformerLayers[level],
            config.CrossAttentionDim,
            config.UseLinearProjection,
            config.NormGroups))]);

    /// <param name="h">[B, C, H, W]</param>
    /// <param name="time">[B, timeWidth]</param>
    /// <param name="context">[B, T, D]</param>
    /// <param name="run">Runs each layer.</param>
    public Tensor Forward(Tensor h, Tensor time, Tensor context, BlockRunner run)
    {
        h = run(x => resnets[0].call(x[0], x[1]), h, time);
        h = run(x => attentions[0].call(x[0], x[1]), h, context);
        return run(x => resnets[1].call(x[0], x[1]), h, time);
    }
}
