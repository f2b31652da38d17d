using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models;

/// <summary>The autoencoder between images and latents (AutoencoderKL).</summary>
/// <remarks>Source: Rombach et al. 2022, section 3.1; layer for layer as diffusers builds it. The scaling factor is the caller's business.</remarks>
public sealed class Vae : Module
{
    private const double MinLogVar = -30;
    private const double MaxLogVar = 20;
    private readonly VaeEncoder encoder;
    private readonly VaeDecoder decoder;
    private readonly Conv2d quant_conv;
    private readonly Conv2d post_quant_conv;

    /// <summary>Builds the network with libtorch's start values; build it outside any dispose scope.</summary>
    /// <param name="config">Its shape.</param>
    public Vae(VaeConfig config)
        : base(nameof(Vae))
    {
        Config = config;
        encoder = new VaeEncoder(config);
        decoder = new VaeDecoder(config);
        quant_conv = Layer.Conv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1);
        post_quant_conv = Layer.Conv2d(config.LatentChannels, config.LatentChannels, 1);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public VaeConfig Config { get; }

    /// <summary>Type of its weights, which images and latents must have.</summary>
    public ScalarType Dtype => quant_conv.weight!.dtype;

    /// <summary>The posterior's mean and log-variance, the latter clamped to -30..20.</summary>
    /// <param name="image">[B, 3, H, W], -1..1</param>
    /// <returns>Two tensors [B, 4, H / 8, W / 8].</returns>
    public (Tensor Mean, Tensor LogVar) Posterior(Tensor image)
    {
        using var scope = NewDisposeScope();
        var (mean, logVar) = Halves(Moments(image));
        return (mean.MoveToOuterDisposeScope(), logVar.MoveToOuterDisposeScope());
    }

    /// <summary>Mean and log-variance of the encoder's raw output.</summary>
    internal static (Tensor Mean, Tensor LogVar) Halves(Tensor moments)
    {
        using var scope = NewDisposeScope();
        var halves = moments.chunk(2, 1);
        return (halves[0].MoveToOuterDisposeScope(), halves[1].Between(MinLogVar, MaxLogVar).MoveToOuterDisposeScope());
    }

    /// <summary>The encoder's raw output, mean and log-variance one after the other.</summary>
    /// <param name="image">[B, 3, H, W], -1..1</param>
    /// <returns>[B, 8, H / 8, W / 8]</returns>
    public Tensor Moments(Tensor image)
    {
        using var scope = NewDisposeScope();
        return quant_conv.Convolve(encoder.call(image)).MoveToOuterDisposeScope();
    }

    /// <summary>The image of a latent that has been divided by the scaling factor.</summary>
    /// <param name="latent">[B, 4, h, w]</param>
    /// <returns>[B, 3, 8 h, 8 w], about -1..1</returns>
    public Tensor Decode(Tensor latent)
    {
        using var scope = NewDisposeScope();
        return decoder.call(post_quant_conv.Convolve(latent)).MoveToOuterDisposeScope();
    }
}
