using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Runs convolutions around two faults of libtorch 2.10's CPU kernels.</summary>
/// <remarks>
/// The gradient with respect to the input of a kernel larger than 1x1 reads memory beyond its tensors when 16 does not divide the number of
/// output channels; what lies there is multiplied by 0, which gives NaN whenever it is NaN (measured: up to 20 of 20 calls after NaNs were
/// freed). With zero channels added up to the next multiple nothing is read amiss.
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

        return weight.shape[0] % Block != 0 && is_grad_enabled() && x.requires_grad ? Padded(conv, x) : conv.call(x);
    }

    private static Tensor Pointwise(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var y = weight.flatten(1).matmul(x.flatten(2)); // [out, in] x [B, in, HW]
        y = bias is null ? y : y.add_(bias.unsqueeze(-1));
        return y.unflatten(2, x.shape[2..]).MoveToOuterDisposeScope();
    }

    private static Tensor Padded(Conv2d conv, Tensor x)
    {
        using var scope = NewDisposeScope();
        var channels = conv.weight!.shape[0];
        var missing = Block - (channels % Block);
        var weight = functional.pad(conv.weight, [0, 0, 0, 0, 0, 0, 0, missing]); // [out + missing, in, k, k]
        var bias = conv.bias is { } narrow ? functional.pad(narrow, [0, missing]) : null;
        var y = functional.conv2d(x, weight, bias, strides: conv.stride, padding: conv.padding);
        return y.narrow(1, 0, channels).MoveToOuterDisposeScope();
    }
}
