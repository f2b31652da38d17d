namespace Selma.Core.World;

/// <summary>Draws scenes: flat colours, edges smoothed by 3 × 3 samples a pixel.</summary>
public static class Renderer
{
    private const int Samples = 3;

    /// <summary>Draws one scene.</summary>
    /// <returns>[64 * 64 * 3], rows from the top, red, green, blue, 0..255.</returns>
    public static byte[] Render(Scene scene)
    {
        var background = Palette.Named(scene.Description.Background!);
        var rgb = new byte[Scene.Size * Scene.Size * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (background.Red, background.Green, background.Blue);
        }

        foreach (var shape in scene.Shapes)
        {
            Paint(rgb, shape);
        }

        return rgb;
    }

    private static void Paint(byte[] rgb, PlacedShape shape)
    {
        var outline = Shapes.Named(shape.Noun);
        var color = Palette.Named(shape.Color);
        var (left, right) = Span(shape.X, outline.Extent * shape.Radius);
        var (top, bottom) = Span(shape.Y, outline.Extent * shape.Radius);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                Blend(rgb.AsSpan(((y * Scene.Size) + x) * 3, 3), color, Coverage(outline, x, y, shape.X, shape.Y, shape.Radius));
            }
        }
    }

    /// <summary>How many of the pixel's nine samples lie inside the outline.</summary>
    internal static int Coverage(Shape outline, int x, int y, double centerX, double centerY, double radius)
    {
        double fromX = x + 0.5 - centerX, fromY = y + 0.5 - centerY, reach = (outline.Extent * radius) + 1;
        if ((fromX * fromX) + (fromY * fromY) > reach * reach)
        {
            return 0;
        }

        var inside = 0;
        for (var i = 0; i < Samples * Samples; i++)
        {
            var sampleX = ((x * Samples) + (i % Samples) + 0.5) / Samples;
            var sampleY = ((y * Samples) + (i / Samples) + 0.5) / Samples;
            inside += outline.Contains((sampleX - centerX) / radius, (sampleY - centerY) / radius) ? 1 : 0;
        }

        return inside;
    }

    private static (int First, int End) Span(double center, double reach) =>
        (Math.Max(0, (int)Math.Floor(center - reach)), Math.Min(Scene.Size, (int)Math.Floor(center + reach) + 1));

    private static void Blend(Span<byte> pixel, Rgb color, int coverage)
    {
        if (coverage > 0)
        {
            pixel[0] = Mix(pixel[0], color.Red, coverage);
            pixel[1] = Mix(pixel[1], color.Green, coverage);
            pixel[2] = Mix(pixel[2], color.Blue, coverage);
        }
    }

    private static byte Mix(int below, int above, int coverage)
    {
        const int whole = Samples * Samples;
        return (byte)(((2 * ((below * (whole - coverage)) + (above * coverage))) + whole) / (2 * whole)); // rounded to nearest
    }
}
