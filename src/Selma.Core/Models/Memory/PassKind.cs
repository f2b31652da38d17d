namespace Selma.Core.Models.Memory;

/// <summary>What a pass through a network is for.</summary>
internal enum PassKind
{
    /// <summary>Nothing is kept for a backward pass.</summary>
    Draw,

    /// <summary>All that the backward pass needs is kept.</summary>
    Train,

    /// <summary>What goes into each part is kept, and one part at a time is computed again.</summary>
    Recompute,
}
