namespace Selma.Core.World;

/// <summary>A noun of the world and the outline that is drawn for it.</summary>
public sealed class Shape
{
    private const int AreaGrid = 400;
    private readonly Func<double, double, bool> _contains;

    internal Shape(string noun, string plural, double extent, Func<double, double, bool> contains, string? usualColor)
    {
        (Noun, Plural, Extent, UsualColor, _contains) = (noun, plural, extent, usualColor, contains);
        Area = MeasureArea();
    }

    /// <summary>The word for one of them.</summary>
    public string Noun { get; }

    /// <summary>The word for several.</summary>
    public string Plural { get; }

    /// <summary>How far the outline reaches from its centre, at radius 1.</summary>
    public double Extent { get; }

    /// <summary>The outline's area at radius 1.</summary>
    public double Area { get; }

    /// <summary>The colour that this thing mostly has; null where it has none.</summary>
    public string? UsualColor { get; }

    /// <summary>Whether the outline of radius 1 around (0, 0) holds this point; y points down.</summary>
    public bool Contains(double x, double y) => _contains(x, y);

    private double MeasureArea()
    {
        const double reach = 1.25, cell = 2 * reach / AreaGrid;
        var inside = 0;
        for (var i = 0; i < AreaGrid * AreaGrid; i++)
        {
            inside += Contains((((i % AreaGrid) + 0.5) * cell) - reach, (((i / AreaGrid) + 0.5) * cell) - reach) ? 1 : 0;
        }

        return inside * cell * cell;
    }
}
