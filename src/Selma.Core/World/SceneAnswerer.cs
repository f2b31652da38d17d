namespace Selma.Core.World;

/// <summary>Answers questions about an image of the world from its pixels alone.</summary>
public static class SceneAnswerer
{
    /// <summary>The squared colour distance from the background that makes a pixel part of a shape.</summary>
    private const int Foreground = 60 * 60;

    /// <summary>The fewest pixels of a shape; less is noise.</summary>
    private const int FewestPixels = 25;

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
        var foreground = Mask.Where(i => pixels[i].DistanceSquared(background.Color) > Foreground);
        return new(
            background.Name,
            [.. foreground.Components().Where(part => part.Count >= FewestPixels).Select(part => ShapeReader.Read(part, pixels, background.Color))]);
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

    private static NamedColor Background(Rgb[] pixels)
    {
        NamedColor[] colors = [.. Palette.Backgrounds, .. Palette.Colors];
        var counts = new int[colors.Length];
        foreach (var pixel in pixels)
        {
            counts[Nearest(colors, pixel)]++;
        }

        return Palette.Backgrounds.Zip(counts).MaxBy(entry => entry.Second).First;
    }

    private static int Nearest(NamedColor[] colors, Rgb pixel)
    {
        var nearest = 0;
        for (var i = 1; i < colors.Length; i++)
        {
            nearest = colors[i].Color.DistanceSquared(pixel) < colors[nearest].Color.DistanceSquared(pixel) ? i : nearest;
        }

        return nearest;
    }
}
