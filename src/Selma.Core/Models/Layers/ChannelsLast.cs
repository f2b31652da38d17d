using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Models.Layers;

/// <summary>Feature maps whose channels lie side by side in memory: [B, C, H, W] stored as [B, H, W, C].</summary>
/// <remarks>
/// In bfloat16 on the CPU this makes every 1x1 convolution, every turn from map to tokens and every 3x3 convolution of a small map a matrix
/// product without a copy. In float32 libtorch's convolutions gain nothing, and on maps of few channels its group norm loses much.
/// Layers go by what comes in, so that a network decides once, where it stores its weights and takes its input in.
/// </remarks>
internal static class ChannelsLast
{
    /// <summary>Whether networks of a type run so on a device.</summary>
    public static bool Suits(Device device, ScalarType dtype) => device.type == DeviceType.CPU && dtype == ScalarType.BFloat16;

    /// <summary>Whether a map (or a convolution's weight) is stored so.</summary>
    public static bool Is(Tensor map) => map.shape[1] > 1 && map.stride(1) == 1 && map.shape[2] * map.shape[3] > 1;

    /// <summary>The same numbers, stored so.</summary>
    /// <param name="map">[B, C, H, W]</param>
    public static Tensor Of(Tensor map)
    {
        using var scope = NewDisposeScope();
        return map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>A network's input in the order that suits it.</summary>
    /// <param name="map">[B, C, H, W]</param>
    public static Tensor Suited(Tensor map) => Suits(map.device, map.dtype) ? Of(map) : map;

    /// <summary>An empty tensor of a shape, stored so.</summary>
    public static Tensor Empty(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return empty([shape[0], shape[2], shape[3], shape[1]], dtype: dtype, device: device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
