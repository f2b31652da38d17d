using Selma.Core.Numerics;

namespace Selma.Core.World;

/// <summary>Finds room for a description's shapes by rejection sampling.</summary>
internal static class ScenePlacement
{
    private const int Layouts = 400, Trials = 60;
    private const double Border = 1.5, Gap = 3; // pixels; at 2 the autoencoder lets neighbours touch
    private const double LowPlace = 26, HighPlace = 38; // a shape on the left has its centre at 26 or before

    /// <summary>The shapes' places, or null where no layout was found.</summary>
    public static IReadOnlyList<PlacedShape>? Place(SceneDescription description, Draws draws)
    {
        for (var i = 0; i < Layouts; i++)
        {
            if (Layout(description, draws) is { } shapes && description.Relations.All(relation => Holds(relation, shapes)))
            {
                return shapes;
            }
        }

        return null;
    }

    /// <summary>The radius that shapes of a size have on average, in pixels: areas so far apart that they tell the size.</summary>
    internal static double Radius(string size) => size switch { "small" => 6.3, "large" => 12.0, _ => 8.6 };

    private static List<PlacedShape>? Layout(SceneDescription description, Draws draws)
    {
        List<PlacedShape> shapes = [];
        for (var group = 0; group < description.Groups.Count; group++)
        {
            for (var i = 0; i < description.Groups[group].Count; i++)
            {
                if (Next(description.Groups[group], group, shapes, draws) is not { } shape)
                {
                    return null;
                }

                shapes.Add(shape);
            }
        }

        return shapes;
    }

    private static PlacedShape? Next(SceneGroup group, int index, List<PlacedShape> shapes, Draws draws)
    {
        for (var i = 0; i < Trials; i++)
        {
            var radius = Radius(group.Size) * draws.NextDouble(0.94, 1.06);
            double low = radius + Border, high = Scene.Size - radius - Border;
            var shape = new PlacedShape(group.Noun, group.Color, draws.NextDouble(low, high), draws.NextDouble(low, high), radius, index);
            if (IsAt(group.Place, shape) && shapes.TrueForAll(other => AreApart(shape, other)))
            {
                return shape;
            }
        }

        return null;
    }

    private static bool IsAt(string place, PlacedShape shape) => place switch
    {
        "left" => shape.X <= LowPlace,
        "right" => shape.X >= HighPlace,
        "top" => shape.Y <= LowPlace,
        "bottom" => shape.Y >= HighPlace,
        _ => true,
    };

    private static bool AreApart(PlacedShape a, PlacedShape b)
    {
        double x = a.X - b.X, y = a.Y - b.Y;
        var least = (Shapes.Named(a.Noun).Extent * a.Radius) + (Shapes.Named(b.Noun).Extent * b.Radius) + Gap;
        return (x * x) + (y * y) > least * least;
    }

    private static bool Holds(SceneRelation relation, List<PlacedShape> shapes)
    {
        var first = shapes.First(shape => shape.Group == relation.First);
        var second = shapes.First(shape => shape.Group == relation.Second);
        return SpatialRelation.Drawn.Holds(relation.Name, first.X, first.Y, second.X, second.Y);
    }
}
