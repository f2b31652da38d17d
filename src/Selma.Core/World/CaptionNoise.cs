namespace Selma.Core.World;

/// <summary>How much the captions that a base model learns from leave out or get wrong.</summary>
public sealed record CaptionNoise
{
    /// <summary>Captions that say all that their style says, and only what is true.</summary>
    public static CaptionNoise None { get; } = new() { Dropout = 0, Wrong = 0 };

    /// <summary>How often each style occurs.</summary>
    public StyleMixture Styles { get; init; } = new();

    /// <summary>How often scenes are as usual.</summary>
    public SceneTraits Traits { get; init; } = new();

    /// <summary>The probability that a colour, size, number, place, relation or the background is left out, 0..1.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The probability that a colour or the background is wrong, 0..0.5; a number or relation is wrong twice as often.</summary>
    public double Wrong { get; init; } = 0.08;
}
