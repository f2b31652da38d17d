namespace Selma.Core.Artifacts;

/// <summary>What a sweep of the store leaves.</summary>
public sealed record SweepLimits
{
    /// <summary>How long a result stays that was made or restored.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The most bytes that blobs and records may take; null: no limit. Roots stay even where they are more.</summary>
    public long? MaxSize { get; init; }

    /// <summary>How long stopped work stays that nobody went on with.</summary>
    public TimeSpan KeepWork { get; init; } = TimeSpan.FromDays(14);
}
