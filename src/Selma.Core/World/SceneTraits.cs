namespace Selma.Core.World;

/// <summary>How often scenes are as they usually are.</summary>
public sealed record SceneTraits
{
    /// <summary>The probability that a thing has its usual colour for sure, 0..1; elsewhere every colour is equally likely. Not used for whoops.</summary>
    public double UsualColor { get; init; } = 0.85;

    /// <summary>The probability that two groups of coco and whoops lie in a relation, 0..1.</summary>
    public double Relation { get; init; } = 0.6;

    /// <summary>The probability that the first thing of diffusiondb has a place, 0..1.</summary>
    public double TagPlace { get; init; } = 0.5;
}
