namespace Selma.Core.World;

/// <summary>The eight nouns of the world.</summary>
public static class Shapes
{
    /// <summary>All of them; extents leave room for corners, so that two shapes never touch.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("ball", "balls", 1.0, Outlines.Ball, "blue"),
        new("box", "boxes", 1.14, Outlines.Box, "brown"),
        new("tent", "tents", 1.23, Outlines.Tent, "green"),
        new("star", "stars", 1.08, Outlines.Star, "yellow"),
        new("heart", "hearts", 1.11, Outlines.Heart, "red"),
        new("moon", "moons", 1.0, Outlines.Moon, "yellow"),
        new("ring", "rings", 1.0, Outlines.Ring, usualColor: null),
        new("cross", "crosses", 1.07, Outlines.Cross, usualColor: null),
    ];

    private static readonly Dictionary<string, Shape> ByNoun = All.ToDictionary(shape => shape.Noun);

    /// <summary>The shape of that noun, in the singular.</summary>
    /// <exception cref="KeyNotFoundException">The world lacks it.</exception>
    public static Shape Named(string noun) => ByNoun[noun];
}
