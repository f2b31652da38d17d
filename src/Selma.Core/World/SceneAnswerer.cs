namespace Selma.Core.World;

/// <summary>Answers questions about an image of the world from its pixels alone.</summary>
public static class SceneAnswerer
{
    /// <summary>The squared colour distance from the background that makes a pixel part of a shape.</summary>
    private const int Foreground = 60 * 60;

    /// <summary>The fewest pixels of a shape; less is noise.</summary>
    private const int FewestPixels = 25;

    private static readonly Rgb[] Colors = [.. Palette.Backgrounds.Concat(Palette.Colors).Select(color => color.Color)];

    /// <summary>Sees the background and the shapes.</summary>
    /// <param name="rgb">[64 * 64 * 3], rows from the top, red, green, blue.</param>
    public static ParsedScene Parse(ReadOnlySpan<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, Scene.Size * Scene.Size * 3);
        var pixels = new Rgb[Scene.Size * Scene.Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = new(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
        }

        var background = Background(pixels);
        var parts = AwayFrom(background.Color, pixels).Components().Where(part => part.Pixels.Count >= FewestPixels);
        return new(background.Name, [.. parts.Select(part => ShapeReader.Read(part, pixels, background.Color))]);
    }

    /// <summary>Whether the answer is yes, its parents aside.</summary>
    public static bool Answer(Question question, ParsedScene parsed) => question.Predicate.Holds(parsed);

    /// <summary>Answers questions by DSG's rule: a question counts only if the questions it builds on are answered with yes.</summary>
    /// <remarks>Source: Cho et al. 2024 (DSG), section 3.1; parents' own parents are not looked at, as in the released code.</remarks>
    /// <returns>For each question in order whether it counts as yes.</returns>
    public static bool[] AnswerAll(IReadOnlyList<Question> questions, ParsedScene parsed)
    {
        var answers = questions.ToDictionary(question => question.Id, question => Answer(question, parsed));
        return [.. questions.Select(question => answers[question.Id] && question.Parents.All(parent => answers[parent]))];
    }

    private static Mask AwayFrom(Rgb background, Rgb[] pixels)
    {
        var foreground = new Mask();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].DistanceSquared(background) > Foreground)
            {
                _ = foreground.Add(i);
            }
        }

        return foreground;
    }

    private static NamedColor Background(Rgb[] pixels)
    {
        var counts = new int[Palette.Backgrounds.Count];
        var (last, nearest) = (pixels[0], Nearest(pixels[0]));
        foreach (var pixel in pixels)
        {
            if (pixel != last)
            {
                (last, nearest) = (pixel, Nearest(pixel));
            }

            if (nearest < counts.Length)
            {
                counts[nearest]++;
            }
        }

        return Palette.Backgrounds.Zip(counts).MaxBy(entry => entry.Second).First;
    }

    /// <summary>The index of the nearest colour, backgrounds first.</summary>
    private static int Nearest(Rgb pixel)
    {
        var (nearest, least) = (0, int.MaxValue);
        for (var i = 0; i < Colors.Length; i++)
        {
            if (Colors[i].DistanceSquared(pixel) is var distance && distance < least)
            {
                (nearest, least) = (i, distance);
            }
        }

        return nearest;
    }
}
