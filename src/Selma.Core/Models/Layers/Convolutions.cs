using Selma.Core.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Runs convolutions around two faults of libtorch 2.10's CPU kernels, and as matrix products where those are faster.</summary>
/// <remarks>
/// oneDNN's AVX-512 kernels larger than 1x1 read memory beyond their tensors where 16 does not divide a number of channels: of the input,
/// if it has more than 16, and of the output in the gradient with respect to the input. What lies there enters the result (measured: every
/// one of 17..130 input channels that is no multiple of 16 gives wrong numbers from two items on, and other ones each time; up to 20 of 20
/// gradients were NaN after NaNs were freed). With zero channels added up to the next multiple nothing is read amiss. Published models have
/// multiples of 16 everywhere but at the last layer.
/// A 1x1 kernel, and any kernel on a single small map in float32, leaves the fast path and complains about NNPACK at every call; as a matrix
/// product it does neither. In bfloat16 the matrix product is the faster one on small maps with many channels (measured, 1280 channels:
/// 1.2 times on 16x16, 1.8 times on 8x8, 2.3 times on 4x4; in float32 it is the slower one).
/// </remarks>
internal static class Convolutions
{
    private const int Block = 16;
    private const long SlowNumbers = 20480; // libtorch hands a single float32 map of so many numbers or fewer to a slow kernel
    private const long SmallMap = 16 * 16; // positions
    private const long ManyChannels = 512;

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

        if (IsSlow(x))
        {
            return Windowed(x, weight, conv.bias, conv.padding![0], conv.stride![0]);
        }

        var hasGradient = is_grad_enabled() && x.requires_grad;
        if (!hasGradient && IsSmall(conv, x))
        {
            return Unfolded(x, weight, conv.bias, conv.padding![0]);
        }

        var missingIn = weight.shape[1] > Block ? Missing(weight.shape[1]) : 0;
        var missingOut = hasGradient ? Missing(weight.shape[0]) : 0;
        return missingIn + missingOut > 0 ? Padded(conv, x, missingIn, missingOut) : conv.call(x);
    }

    private static Tensor Pointwise(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        if (ChannelsLast.Is(x))
        {
            return functional.linear(x.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2).MoveToOuterDisposeScope(); // [B, H, W, in]
        }

        var y = weight.flatten(1).matmul(x.flatten(2)); // [out, in] x [B, in, HW]
        y = bias is null ? y : y.PlusInPlace(bias.unsqueeze(-1));
        return y.unflatten(2, x.shape[2..]).MoveToOuterDisposeScope();
    }

    /// <summary>Whether libtorch would take a slow kernel.</summary>
    private static bool IsSlow(Tensor x) =>
        x.dtype == ScalarType.Float32 && x.shape[0] == 1 && x.numel() <= SlowNumbers;

    /// <summary>Whether a matrix product is faster, if nothing is to be differentiated.</summary>
    private static bool IsSmall(Conv2d conv, Tensor x) =>
        x.dtype == ScalarType.BFloat16 && x.shape[2] * x.shape[3] <= SmallMap && x.shape[1] >= ManyChannels && conv.stride![0] == 1;

    /// <summary>Every k x k window as a column of a matrix; has a gradient.</summary>
    private static Tensor Windowed(Tensor x, Tensor weight, Tensor? bias, long padding, long stride)
    {
        using var scope = NewDisposeScope();
        var kernel = weight.shape[2];
        long Size(long size) => ((size + (2 * padding) - kernel) / stride) + 1;
        var windows = functional.unfold(x, (kernel, kernel), (1, 1), (padding, padding), (stride, stride)); // [B, in k k, H' W']
        var y = weight.flatten(1).matmul(windows); // [B, out, H' W']
        y = bias is null ? y : y.Plus(bias.unsqueeze(-1));
        return y.unflatten(2, [Size(x.shape[2]), Size(x.shape[3])]).MoveToOuterDisposeScope();
    }

    /// <summary>Every k x k window as a row of a matrix, channels innermost, times the weights in that order: no copy where both are stored so.</summary>
    private static Tensor Unfolded(Tensor x, Tensor weight, Tensor? bias, long padding)
    {
        using var scope = NewDisposeScope();
        var padded = functional.pad(x.permute(0, 2, 3, 1), [0, 0, padding, padding, padding, padding]).contiguous(); // [B, H + 2p, W + 2p, in]
        var (kernel, shape, stride) = (weight.shape[2], padded.shape, padded.stride());
        var (height, width) = (shape[1] - kernel + 1, shape[2] - kernel + 1);
        var windows = padded
            .as_strided([shape[0], height, width, kernel, kernel, shape[3]], [stride[0], stride[1], stride[2], stride[1], stride[2], stride[3]])
            .reshape(shape[0], height, width, -1); // [B, H, W, k k in]
        var y = functional.linear(windows, weight.permute(0, 2, 3, 1).flatten(1), bias).permute(0, 3, 1, 2); // [B, out, H, W]
        return (ChannelsLast.Is(x) ? y : y.contiguous()).MoveToOuterDisposeScope();
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
