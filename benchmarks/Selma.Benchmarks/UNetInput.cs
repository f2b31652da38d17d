using Selma.Core.Models;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>Random inputs of a denoising network.</summary>
/// <param name="Sample">[B, 4, h, w]</param>
/// <param name="Timestep">[1]</param>
/// <param name="Conditioning">B items of 77 tokens.</param>
internal sealed record UNetInput(Tensor Sample, Tensor Timestep, Conditioning Conditioning)
{
    private const int Tokens = 77;
    private const int TimeIds = 6;

    /// <summary>Makes them.</summary>
    /// <param name="config">The network's shape.</param>
    /// <param name="batch">B.</param>
    /// <param name="side">h and w.</param>
    /// <param name="compute">Where and in which type.</param>
    public static UNetInput Of(UNetConfig config, long batch, long side, Compute compute)
    {
        Tensor Normal(params long[] shape)
        {
            using var values = randn(shape);
            return values.to(compute.Dtype, compute.Device, copy: true);
        }

        var isXl = config.AdditionTimeEmbedDim > 0;
        var pooled = config.ProjectionClassEmbeddingsInputDim - (TimeIds * config.AdditionTimeEmbedDim);
        return new(
            Normal(batch, config.InChannels, side, side),
            tensor([500f]).to(compute.Device),
            new(Normal(batch, Tokens, config.CrossAttentionDim), isXl ? Normal(batch, pooled) : null, isXl ? Normal(batch, TimeIds) : null));
    }

    /// <summary>A part of the batch.</summary>
    public UNetInput Item(long index) => this with
    {
        Sample = Sample.narrow(0, index, 1),
        Conditioning = new(
            Conditioning.Context.narrow(0, index, 1), Conditioning.Pooled?.narrow(0, index, 1), Conditioning.TimeIds?.narrow(0, index, 1)),
    };
}
