using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Runs convolutions around three faults of libtorch 2.10's CPU kernels.</summary>
/// <remarks>
/// A kernel larger than 1x1 reads memory beyond its tensors when 16 does not divide the number of input channels (above 16, in batches), and
/// its gradient with respect to the input does so when 16 does not divide the number of output channels; what lies there is multiplied by 0,
/// which gives NaN whenever it is NaN, or by what lies there too, which gives other numbers (measured: up to 20 of 20 calls after NaNs were
/// freed). With zero channels added up to the next multiple nothing is read amiss. The published models have multiples of 16 throughout.
/// A 1x1 kernel leaves the fast path and complains about NNPACK at every call; as a matrix product it does neither.
/// </remarks>
internal static class Convolutions
{
    private const int Block = 16;

    /// <summary>Applies the layer; padding and stride are its own.</summary>
    /// <param name="conv">The layer.</param>
    /// <param name="x">[B, in, H, W]</param>
    /// <returns>[B, out, H', W']</returns>
    public static Tensor Convolve(this Conv2d conv, Tensor x)
    {
        var weight = conv.weight!; // [out, in, k, k]
        if (x.device_type != DeviceType.CPU)
        {
            return conv.call(x);
        }

        if (weight.shape[2] == 1)
        {
            return Pointwise(x, weight, conv.bias);
        }

        var missingIn = weight.shape[1] > Block && x.shape[0] > 1 ? Missing(weight.shape[1]) : 0;
        var missingOut = is_grad_enabled() && x.requires_grad ? Missing(weight.shape[0]) : 0;
        return missingIn + missingOut > 0 ? Padded(conv, x, missingIn, missingOut) : conv.call(x);
    }

    /// <summary>Channels up to the next multiple.</summary>
    private static long Missing(long channels) => (Block - (channels % Block)) % Block;

    private static Tensor Pointwise(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var y = weight.flatten(1).matmul(x.flatten(2)); // [out, in] x [B, in, HW]
        y = bias is null ? y : y.add_(bias.unsqueeze(-1));
        return y.unflatten(2, x.shape[2..]).MoveToOuterDisposeScope();
    }

    private static Tensor Padded(Conv2d conv, Tensor x, long missingIn, long missingOut)
    {
        using var scope = NewDisposeScope();
        var weight = functional.pad(conv.weight!, [0, 0, 0, 0, 0, missingIn, 0, missingOut]); // [out + missing, in + missing, k, k]
        var bias = conv.bias is { } narrow ? functional.pad(narrow, [0, missingOut]) : null;
        var wide = missingIn > 0 ? functional.pad(x, [0, 0, 0, 0, 0, missingIn]) : x; // [B, in + missing, H, W]
        var y = functional.conv2d(wide, weight, bias, strides: conv.stride, padding: conv.padding);
        return y.narrow(1, 0, conv.weight!.shape[0]).MoveToOuterDisposeScope();
    }
}
