namespace Selma.Core.World;

/// <summary>A scene that can be drawn.</summary>
/// <param name="Description">What is true of it; everything in it is said but a size between small and large and a place anywhere.</param>
/// <param name="Shapes">Where its shapes are; none overlap.</param>
public sealed record Scene(SceneDescription Description, IReadOnlyList<PlacedShape> Shapes)
{
    /// <summary>Width and height of the canvas in pixels.</summary>
    public const int Size = 64;
}
