using Selma.Core.Models;
using Selma.Core.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>Floating-point operations of a forward pass: two for each multiplication and addition of convolutions, linear layers and attention.</summary>
/// <remarks>Counted block by block as tensors pass: convolutions do not all go through their layer, and do not run on the meta device.</remarks>
internal static class FlopCount
{
    private const long Window = 9; // 3x3

    /// <summary>Runs the network once and counts.</summary>
    public static double Of(UNet unet, UNetInput input)
    {
        var sum = 0.0;
        List<Action> removers = [];
        foreach (var (_, module) in unet.named_modules())
        {
            switch (module)
            {
                case Linear layer:
                    removers.Add(layer.register_forward_hook((_, x, y) => Add(y, y.numel() * x.shape[^1])).remove);
                    break;
                case Attention layer:
                    removers.Add(layer.register_forward_hook((_, x, context, y) => Add(y, 2 * x.numel() * context.shape[1])).remove);
                    break;
                case ResnetBlock2D block:
                    removers.Add(block.register_forward_hook((_, x, _, y) => Add(y, y.numel() * Residual(x.shape[1], y.shape[1]))).remove);
                    break;
                case Downsample2D block:
                    removers.Add(block.register_forward_hook((_, x, y) => Add(y, y.numel() * Window * x.shape[1])).remove);
                    break;
                case Upsample2D block:
                    removers.Add(block.register_forward_hook((_, x, _, y) => Add(y, y.numel() * Window * x.shape[1])).remove);
                    break;
                case Transformer2D block when !unet.Config.UseLinearProjection:
                    removers.Add(block.register_forward_hook((_, x, _, y) => Add(y, 2 * x.numel() * x.shape[1])).remove);
                    break;
            }
        }

        _ = Add(input.Sample, 2 * input.Sample.numel() * Window * unet.Config.BlockOutChannels[0]); // the first and the last convolution
        using var output = unet.call(input.Sample, input.Timestep, input.Conditioning);
        removers.ForEach(remove => remove());
        return 2 * sum;

        Tensor Add(Tensor y, double products)
        {
            sum += products;
            return y;
        }
    }

    /// <summary>Products for each number that a residual block gives: two convolutions, and a third where channels change.</summary>
    private static long Residual(long inChannels, long outChannels) =>
        (Window * (inChannels + outChannels)) + (inChannels == outChannels ? 0 : inChannels);
}
