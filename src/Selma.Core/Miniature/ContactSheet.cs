using Selma.Core.World;

namespace Selma.Core.Miniature;

/// <summary>Many images in one: a row for each style of prompt.</summary>
internal static class ContactSheet
{
    private const int Columns = 10;
    private const int Scale = 2;
    private const int Tile = Scene.Size * Scale;

    /// <summary>The first images of every style as a PNG file.</summary>
    /// <param name="images">64x64 RGB bytes, style by style.</param>
    /// <param name="perStyle">Images of a style.</param>
    public static byte[] Png(IReadOnlyList<byte[]> images, int perStyle)
    {
        var rows = images.Count / perStyle;
        var columns = Math.Min(Columns, perStyle);
        var sheet = new byte[rows * Tile * columns * Tile * 3];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                Paint(images[(row * perStyle) + column], sheet, row * Tile, column * Tile, columns * Tile);
            }
        }

        return Artifacts.Png.Encode(sheet, columns * Tile, rows * Tile);
    }

    private static void Paint(byte[] image, byte[] sheet, int top, int left, int width)
    {
        for (var y = 0; y < Tile; y++)
        {
            for (var x = 0; x < Tile; x++)
            {
                var from = (((y / Scale) * Scene.Size) + (x / Scale)) * 3;
                image.AsSpan(from, 3).CopyTo(sheet.AsSpan((((top + y) * width) + left + x) * 3));
            }
        }
    }
}
