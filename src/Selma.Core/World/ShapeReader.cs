namespace Selma.Core.World;

/// <summary>Reads noun, colour, place and radius off the pixels of one shape.</summary>
internal static class ShapeReader
{
    private const int FewestToErode = 61, FewestInCore = 8; // pixels

    /// <summary>Reads one shape.</summary>
    /// <param name="part">The shape's pixels.</param>
    /// <param name="pixels">The whole image.</param>
    /// <param name="background">The colour around the shape.</param>
    public static ParsedShape Read(Mask part, Rgb[] pixels, Rgb background)
    {
        var color = Color(part, pixels);
        var (shape, recognised) = OutlineTemplates.Classify(Solid(part, pixels, color.Color, background));
        var box = PixelBox.Around(part.Pixels);
        var area = part.Dilated().Dilated().Pixels.Sum(i => Opacity(pixels[i], color.Color, background));
        return new(
            recognised ? shape.Noun : null, color.Name,
            (box.Left + box.Right) / 2.0, (box.Top + box.Bottom) / 2.0, Math.Sqrt(area / shape.Area));
    }

    /// <summary>The named colour nearest to the median of the core, where edges do not blend in.</summary>
    private static NamedColor Color(Mask part, Rgb[] pixels)
    {
        var core = part.Pixels.Count >= FewestToErode ? part.Eroded() : part;
        core = core.Pixels.Count < FewestInCore ? part : core;
        var median = new Rgb(
            Median(core, i => pixels[i].Red), Median(core, i => pixels[i].Green), Median(core, i => pixels[i].Blue));
        return Palette.Colors.MinBy(color => color.Color.DistanceSquared(median))!;
    }

    private static byte Median(Mask core, Func<int, byte> channel)
    {
        byte[] sorted = [.. core.Pixels.Select(channel).Order()];
        return (byte)((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
    }

    /// <summary>The pixels that the shape covers by more than half: an outline must not be fatter for standing out more.</summary>
    private static Mask Solid(Mask part, Rgb[] pixels, Rgb color, Rgb background)
    {
        var solid = new Mask();
        foreach (var pixel in part.Pixels.Where(i => Opacity(pixels[i], color, background) > 0.5))
        {
            _ = solid.Add(pixel);
        }

        return solid.Pixels.Count < FewestInCore ? part : solid;
    }

    /// <summary>Where a pixel lies between background (0) and the shape's colour (1): what share of it the shape covers.</summary>
    private static double Opacity(Rgb pixel, Rgb color, Rgb background)
    {
        double red = color.Red - background.Red, green = color.Green - background.Green, blue = color.Blue - background.Blue;
        var along = ((pixel.Red - background.Red) * red) + ((pixel.Green - background.Green) * green) + ((pixel.Blue - background.Blue) * blue);
        return Math.Clamp(along / ((red * red) + (green * green) + (blue * blue)), 0, 1);
    }
}
