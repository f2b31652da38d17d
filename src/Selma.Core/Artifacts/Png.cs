using System.Runtime.InteropServices;
using SkiaSharp;

namespace Selma.Core.Artifacts;

/// <summary>RGB bytes to PNG files and back: lossless, without metadata, the same bytes for the same image.</summary>
public static class Png
{
    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 6);

    /// <summary>Encodes an image.</summary>
    /// <param name="rgb">[H * W * 3], rows from the top.</param>
    /// <param name="width">W</param>
    /// <param name="height">H</param>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[(4 * i) + 3] = byte.MaxValue;
        }

        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var map = new SKPixmap(Layout(width, height).WithAlphaType(SKAlphaType.Opaque), pinned.AddrOfPinnedObject());
            using var data = map.Encode(Options);
            return data.ToArray();
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>Reads an image file (PNG or JPEG).</summary>
    /// <param name="path">The file.</param>
    /// <returns>RGB bytes, rows from the top; an alpha channel is dropped.</returns>
    /// <exception cref="SelmaException">SELMA2121: missing, cut short or no image.</exception>
    public static (byte[] Rgb, int Width, int Height) Read(string path)
    {
        using var codec = File.Exists(path) ? SKCodec.Create(path) : null;
        if (codec is null)
        {
            throw Broken(path, File.Exists(path) ? "it is no image" : "it is missing");
        }

        var layout = Layout(codec.Info.Width, codec.Info.Height);
        var pixels = new byte[layout.BytesSize];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(layout, pinned.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? (DropAlpha(pixels), layout.Width, layout.Height) : throw Broken(path, $"it ends early ({result})");
        }
        finally
        {
            pinned.Free();
        }
    }

    private static SKImageInfo Layout(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);

    private static byte[] DropAlpha(byte[] pixels)
    {
        var rgb = new byte[pixels.Length / 4 * 3];
        for (var i = 0; i < pixels.Length / 4; i++)
        {
            pixels.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        }

        return rgb;
    }

    private static SelmaException Broken(string path, string reason) =>
        new("SELMA2121", $"The image cannot be read: {reason}. Delete its folder and build the target 'Images' again.", new Place(path));
}
