namespace Selma.Core.World;

/// <summary>What a question asks, so that it can be answered from a parsed scene.</summary>
public abstract record Predicate
{
    private const double Middle = Scene.Size / 2.0, MiddleBand = 2; // pixels
    private const double SmallBelow = 7.4, LargeAbove = 10.2; // pixels of radius; sizes are drawn with 6.3, 8.6 and 12.0, each ± 6 %

    private Predicate()
    {
    }

    /// <summary>Whether it is so in the scene.</summary>
    public abstract bool Holds(ParsedScene scene);

    private static (double X, double Y)? Center(ParsedScene scene, string noun) =>
        scene.Of(noun) is { Count: > 0 } shapes ? (shapes.Average(shape => shape.X), shapes.Average(shape => shape.Y)) : null;

    /// <summary>There is at least one.</summary>
    public sealed record Exists(string Noun) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => scene.Of(Noun).Count > 0;
    }

    /// <summary>There is one, and all have the colour.</summary>
    public sealed record HasColor(string Noun, string Color) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => scene.Of(Noun) is { Count: > 0 } shapes && shapes.All(shape => shape.Color == Color);
    }

    /// <summary>There are so many, no more and no fewer.</summary>
    public sealed record HasCount(string Noun, int Count) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => scene.Of(Noun).Count == Count;
    }

    /// <summary>Their mean radius is that of small or of large ones.</summary>
    public sealed record HasSize(string Noun, string Size) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) =>
            scene.Of(Noun) is { Count: > 0 } shapes && shapes.Average(shape => shape.Radius) is var radius
            && (Size == "small" ? radius < SmallBelow : radius > LargeAbove);
    }

    /// <summary>Their centre lies on that side of the canvas.</summary>
    public sealed record IsAt(string Noun, string Place) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => Center(scene, Noun) is var (x, y) && Place switch
        {
            "left" => x < Middle - MiddleBand,
            "right" => x > Middle + MiddleBand,
            "top" => y < Middle - MiddleBand,
            "bottom" => y > Middle + MiddleBand,
            _ => false,
        };
    }

    /// <summary>Their centres stand in the relation.</summary>
    public sealed record IsRelated(string Noun, string Relation, string Other) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => Center(scene, Noun) is var (x, y) && Center(scene, Other) is var (otherX, otherY)
            && SpatialRelation.Seen.Holds(Relation, x, y, otherX, otherY);
    }

    /// <summary>The background has the colour.</summary>
    public sealed record HasBackground(string Color) : Predicate
    {
        /// <inheritdoc/>
        public override bool Holds(ParsedScene scene) => scene.Background == Color;
    }
}
