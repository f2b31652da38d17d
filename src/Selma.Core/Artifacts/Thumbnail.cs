using System.Runtime.InteropServices;
using SkiaSharp;

namespace Selma.Core.Artifacts;

/// <summary>Small copies of images for pages, as WebP: lossless where the image is small, else scaled down.</summary>
internal static class Thumbnail
{
    private const int Quality = 88;

    /// <summary>Encodes a copy.</summary>
    /// <param name="path">The image.</param>
    /// <param name="largest">Largest width or height, in pixels.</param>
    /// <exception cref="SelmaException">SELMA2121: missing, cut short or no image.</exception>
    public static (byte[] Bytes, int Width, int Height) Of(string path, int largest)
    {
        var (rgb, width, height) = Png.Read(path);
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
        {
            rgb.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[(4 * i) + 3] = byte.MaxValue;
        }

        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var map = new SKPixmap(Layout(width, height), pinned.AddrOfPinnedObject());
            return width <= largest && height <= largest ? (Encode(map, SKWebpEncoderCompression.Lossless), width, height) : Scaled(map, largest);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static (byte[] Bytes, int Width, int Height) Scaled(SKPixmap map, int largest)
    {
        var scale = (double)largest / Math.Max(map.Width, map.Height);
        var (width, height) = (Math.Max(1, (int)Math.Round(scale * map.Width)), Math.Max(1, (int)Math.Round(scale * map.Height)));
        using var bitmap = new SKBitmap(Layout(width, height));
        using var scaled = bitmap.PeekPixels();
        return map.ScalePixels(scaled, SKFilterQuality.High)
            ? (Encode(scaled, SKWebpEncoderCompression.Lossy), width, height)
            : throw new InvalidOperationException("Skia cannot scale the image.");
    }

    private static byte[] Encode(SKPixmap map, SKWebpEncoderCompression compression)
    {
        using var bytes = map.Encode(new SKWebpEncoderOptions(compression, Quality));
        return bytes.ToArray();
    }

    private static SKImageInfo Layout(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
}
