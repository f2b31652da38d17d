namespace Selma.Core.World;

/// <summary>When one point lies to the left of, right of, above or below another.</summary>
/// <param name="Margin">The least offset along the relation's axis, in pixels.</param>
/// <param name="Ratio">The least ratio of that offset to the one along the other axis.</param>
internal readonly record struct SpatialRelation(double Margin, double Ratio)
{
    /// <summary>What scenes are made to.</summary>
    public static readonly SpatialRelation Drawn = new(Margin: 6, Ratio: 1.1);

    /// <summary>What answers accept: wider, so that no scene sits on the threshold.</summary>
    public static readonly SpatialRelation Seen = new(Margin: 3, Ratio: 0.8);

    /// <summary>Whether the first point stands in the relation to the second.</summary>
    public bool Holds(string relation, double firstX, double firstY, double secondX, double secondY)
    {
        double right = secondX - firstX, down = secondY - firstY;
        return relation switch
        {
            "left of" => Exceeds(right, down),
            "right of" => Exceeds(-right, down),
            "above" => Exceeds(down, right),
            "below" => Exceeds(-down, right),
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "No such relation."),
        };
    }

    private bool Exceeds(double along, double across) => along > Margin && along >= Ratio * Math.Abs(across);
}
