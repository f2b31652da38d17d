namespace Selma.Core.World;

/// <summary>Recognises outlines by comparing them with drawn ones.</summary>
internal static class OutlineTemplates
{
    /// <summary>The least overlap with the best template that makes a shape the template's noun.</summary>
    private const float Recognised = 0.6f;

    private static readonly string[] Sizes = ["small", "", "large"];
    private static readonly Lazy<(Shape Shape, Silhouette Silhouette)[]> Templates = new(() => [.. Draw()]);

    /// <summary>The shape whose outline is nearest.</summary>
    /// <param name="mask">At least one pixel.</param>
    public static (Shape Nearest, bool IsRecognised) Classify(Mask mask)
    {
        var seen = new Silhouette(mask);
        var (nearest, best) = (Shapes.All[0], 0f);
        foreach (var (shape, silhouette) in Templates.Value)
        {
            if (seen.OverlapBound(silhouette) > best && seen.Overlap(silhouette) is var overlap && overlap > best)
            {
                (nearest, best) = (shape, overlap);
            }
        }

        return (nearest, best >= Recognised);
    }

    /// <summary>Every shape in every size at nine offsets within a pixel.</summary>
    private static IEnumerable<(Shape Shape, Silhouette Silhouette)> Draw() =>
        from shape in Shapes.All
        from size in Sizes
        from offset in Enumerable.Range(0, 9)
        select (shape, new Silhouette(Pixels(shape, ScenePlacement.Radius(size), 32 + (offset % 3 / 3.0), 32 + (offset / 3 / 3.0))));

    private static Mask Pixels(Shape shape, double radius, double x, double y)
    {
        var mask = new Mask();
        for (var i = 0; i < Scene.Size * Scene.Size; i++)
        {
            if (Renderer.Coverage(shape, i % Scene.Size, i / Scene.Size, x, y, radius) > 4) // more than half of nine samples
            {
                _ = mask.Add(i);
            }
        }

        return mask;
    }
}
