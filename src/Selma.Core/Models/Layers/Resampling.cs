using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Halves a feature map by a strided 3x3 convolution.</summary>
internal sealed class Downsample2D : Module<Tensor, Tensor>
{
    private readonly bool _padAfter;
    private readonly Conv2d conv;

    /// <param name="channels">C.</param>
    /// <param name="padAfter">Pad right and bottom only, as the VAE does; the UNet pads all four sides.</param>
    public Downsample2D(long channels, bool padAfter)
        : base(nameof(Downsample2D))
    {
        _padAfter = padAfter;
        conv = Layer.Conv2d(channels, channels, 3, stride: 2, padding: padAfter ? 0 : 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, C, H, W]</param>
    /// <returns>[B, C, H / 2, W / 2]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var padded = _padAfter ? functional.pad(x, [0, 1, 0, 1]) : x;
        return conv.Convolve(padded).MoveToOuterDisposeScope();
    }
}

/// <summary>Enlarges a feature map by repetition, then smooths it by a 3x3 convolution.</summary>
internal sealed class Upsample2D : Module<Tensor, long[], Tensor>
{
    private readonly Conv2d conv;

    public Upsample2D(long channels)
        : base(nameof(Upsample2D))
    {
        conv = Layer.Conv2d(channels, channels, 3, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <param name="x">[B, C, H, W]</param>
    /// <param name="size">Height and width to reach: those of the skip that it is joined with.</param>
    /// <returns>[B, C, height, width]</returns>
    public override Tensor forward(Tensor x, long[] size)
    {
        using var scope = NewDisposeScope();
        return conv.Convolve(functional.interpolate(x, size: size, mode: InterpolationMode.Nearest)).MoveToOuterDisposeScope();
    }
}
