using Selma.Core.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Runs convolutions around two faults of libtorch 2.10's CPU kernels.</summary>
/// <remarks>
/// oneDNN's AVX-512 kernels larger than 1x1 read memory beyond their tensors where 16 does not divide a number of channels: of the input,
/// if it has more than 16, and of the output in the gradient with respect to the input. What lies there enters the result (measured: every
/// one of 17..130 input channels that is no multiple of 16 gives wrong numbers from two items on, and other ones each time; up to 20 of 20
/// gradients were NaN after NaNs were freed). With zero channels added up to the next multiple nothing is read amiss. Published models have
/// multiples of 16 everywhere but at the last layer.
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

        var missingIn = weight.shape[1] > Block ? Missing(weight.shape[1]) : 0;
        var missingOut = is_grad_enabled() && x.requires_grad ? Missing(weight.shape[0]) : 0;
        return missingIn + missingOut > 0 ? Padded(conv, x, missingIn, missingOut) : conv.call(x);
    }

    private static Tensor Pointwise(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var y = weight.flatten(1).matmul(x.flatten(2)); // [out, in] x [B, in, HW]
        y = bias is null ? y : y.PlusInPlace(bias.unsqueeze(-1));
        return y.unflatten(2, x.shape[2..]).MoveToOuterDisposeScope();
    }

    private static long Missing(long channels) => (Block - (channels % Block)) % Block;

    private static Tensor Padded(Conv2d conv, Tensor x, long missingIn, long missingOut)
    {
        using var scope = NewDisposeScope();
        var input = missingIn > 0 ? functional.pad(x, [0, 0, 0, 0, 0, missingIn]) : x; // [B, in + missingIn, H, W]
        var weight = functional.pad(conv.weight!, [0, 0, 0, 0, 0, missingIn, 0, missingOut]); // [out + missingOut, in + missingIn, k, k]
        var bias = conv.bias is { } narrow ? functional.pad(narrow, [0, missingOut]) : null;
        var y = functional.conv2d(input, weight, bias, strides: conv.stride, padding: conv.padding);
        return y.narrow(1, 0, conv.weight!.shape[0]).MoveToOuterDisposeScope();
    }
}
