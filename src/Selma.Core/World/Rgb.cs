namespace Selma.Core.World;

/// <summary>A colour, 0..255 a channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The squared Euclidean distance to another colour, 0..195,075.</summary>
    public int DistanceSquared(Rgb other)
    {
        int red = Red - other.Red, green = Green - other.Green, blue = Blue - other.Blue;
        return (red * red) + (green * green) + (blue * blue);
    }
}
