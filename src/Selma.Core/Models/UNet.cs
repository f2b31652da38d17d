using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>The denoising network of Stable Diffusion (UNet2DConditionModel): predicts noise or velocity from a noisy latent, a timestep and a text.</summary>
/// <remarks>
/// Source: Rombach et al. 2022, section 3; layer for layer as diffusers builds it. Parameters carry diffusers' names, so that
/// <c>state_dict</c> has the keys of published checkpoints.
/// </remarks>
public sealed class UNet : Module<Tensor, Tensor, Conditioning, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly TimestepEmbedding time_embedding;
    private readonly TimestepEmbedding? add_embedding;
    private readonly ModuleList<UNetDownBlock> down_blocks;
    private readonly UNetMidBlock mid_block;
    private readonly ModuleList<UNetUpBlock> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    /// <summary>Builds the network with libtorch's start values; build it outside any dispose scope.</summary>
    /// <param name="config">Its shape.</param>
    public UNet(UNetConfig config)
        : base(nameof(UNet))
    {
        Config = config;
        var channels = config.BlockOutChannels;
        var timeWidth = 4 * channels[0];
        conv_in = Layer.Conv2d(config.InChannels, channels[0], 3, padding: 1);
        time_embedding = new TimestepEmbedding(channels[0], timeWidth);
        add_embedding = config.AdditionTimeEmbedDim > 0 ? new TimestepEmbedding(config.ProjectionClassEmbeddingsInputDim, timeWidth) : null;
        down_blocks = new ModuleList<UNetDownBlock>(
            [.. Enumerable.Range(0, channels.Count).Select(level => new UNetDownBlock(config, level, timeWidth))]);
        mid_block = new UNetMidBlock(config, timeWidth);
        up_blocks = new ModuleList<UNetUpBlock>(
            [.. Enumerable.Range(0, channels.Count).Select(step => new UNetUpBlock(config, step, timeWidth))]);
        conv_norm_out = Layer.GroupNorm(config.NormGroups, channels[0], config.NormEps);
        conv_out = Layer.Conv2d(channels[0], config.OutChannels, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public UNetConfig Config { get; }

    /// <summary>Type of its weights and activations.</summary>
    public ScalarType Dtype => conv_in.weight!.dtype;

    /// <summary>As <see cref="forward"/>, for networks that are told a context only.</summary>
    /// <param name="sample">Noisy latents, [B, 4, h, w].</param>
    /// <param name="timestep">[B] or [1] or a scalar; integers or floats in 0..999.</param>
    /// <param name="context">The text encoder's output, [B, T, D].</param>
    /// <returns>The prediction, [B, 4, h, w].</returns>
    public Tensor call(Tensor sample, Tensor timestep, Tensor context) => call(sample, timestep, new Conditioning(context));

    /// <inheritdoc/>
    /// <param name="sample">Noisy latents, [B, 4, h, w].</param>
    /// <param name="timestep">[B] or [1] or a scalar; integers or floats in 0..999.</param>
    /// <param name="conditioning">The text, and for SDXL its vector and the time ids.</param>
    /// <returns>The prediction, [B, 4, h, w].</returns>
    public override Tensor forward(Tensor sample, Tensor timestep, Conditioning conditioning) =>
        Predict(sample, timestep, conditioning, BlockRunners.Direct);

    /// <summary>As <see cref="forward"/>, part by part.</summary>
    internal Tensor Predict(Tensor sample, Tensor timestep, Conditioning conditioning, BlockRunner run)
    {
        using var scope = NewDisposeScope();
        var context = conditioning.Context;
        var time = Time(timestep, sample, conditioning); // [B, 4 C]
        var h = run(x => conv_in.Convolve(x[0]), ChannelsLast.Suited(sample));
        var skips = new Stack<Tensor>([h]);
        foreach (var block in down_blocks)
        {
            h = block.Forward(h, time, context, skips, run);
        }

        h = mid_block.Forward(h, time, context, run);
        foreach (var block in up_blocks)
        {
            h = block.Forward(h, time, context, skips, run);
        }

        return run(x => conv_out.Convolve(functional.silu(conv_norm_out.call(x[0]))), h).MoveToOuterDisposeScope();
    }

    private Tensor Time(Tensor timestep, Tensor sample, Conditioning conditioning)
    {
        var perSample = timestep.to(sample.device).reshape(-1).expand(sample.shape[0]);
        var waves = TimestepEmbedding.Sinusoids(perSample, Config.BlockOutChannels[0], Config.FlipSinToCos, Config.FreqShift);
        var time = time_embedding.call(waves.to(sample.dtype));
        return add_embedding is null ? time : time.Plus(add_embedding.call(Added(conditioning).to(sample.dtype)));
    }

    /// <summary>Pooled text and the sinusoids of the time ids side by side.</summary>
    /// <returns>[B, P + 6 * AdditionTimeEmbedDim]</returns>
    private Tensor Added(Conditioning conditioning)
    {
        if (conditioning is not { Pooled: { } pooled, TimeIds: { } ids })
        {
            throw new InvalidOperationException("This network needs the pooled text and time ids.");
        }

        var waves = TimestepEmbedding.Sinusoids(ids.flatten(), Config.AdditionTimeEmbedDim, Config.FlipSinToCos, Config.FreqShift);
        return cat([pooled.to(ScalarType.Float32), waves.reshape(pooled.shape[0], -1).to(pooled.device)], -1);
    }
}
