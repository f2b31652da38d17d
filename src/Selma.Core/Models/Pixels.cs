using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Models;

/// <summary>Between the autoencoder's numbers, about -1..1, and bytes.</summary>
/// <remarks>As diffusers' VaeImageProcessor: x / 2 + 1 / 2, cut to 0..1, times 255, rounded half to even.</remarks>
public static class Pixels
{
    /// <summary>The bytes of decoded images.</summary>
    /// <param name="images">[B, 3, H, W], -1..1; what lies beyond is cut off.</param>
    /// <returns>An array a picture, [H * W * 3]: rows from the top, red, green, blue.</returns>
    public static IReadOnlyList<byte[]> ToBytes(Tensor images)
    {
        using var scope = NewDisposeScope();
        var bytes = ToUnitRange(images).permute(0, 2, 3, 1).Times(255).round().to(ScalarType.Byte).cpu().contiguous(); // [B, H, W, 3]
        return [.. Enumerable.Range(0, (int)images.shape[0]).Select(item => bytes[item].bytes.ToArray())];
    }

    /// <summary>Decoded images as numbers in 0..1.</summary>
    /// <param name="images">[B, 3, H, W], -1..1</param>
    /// <returns>[B, 3, H, W], float32</returns>
    public static Tensor ToUnitRange(Tensor images)
    {
        using var scope = NewDisposeScope();
        return images.to(ScalarType.Float32).Times(0.5).Plus(0.5).Between(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>What the autoencoder takes for the bytes of one picture.</summary>
    /// <param name="rgb">[H * W * 3]</param>
    /// <param name="height">H</param>
    /// <param name="width">W</param>
    /// <returns>[1, 3, H, W], float32, -1..1</returns>
    public static Tensor FromBytes(byte[] rgb, int height, int width)
    {
        using var scope = NewDisposeScope();
        var unit = tensor(rgb, dtype: ScalarType.Byte).reshape(1, height, width, 3).permute(0, 3, 1, 2).to(ScalarType.Float32).Over(255);
        return unit.Times(2).Minus(1).contiguous().MoveToOuterDisposeScope();
    }
}
