namespace Selma.Core.Merging;

/// <summary>The size of what is merged at one layer.</summary>
/// <param name="Experts">L.</param>
/// <param name="Rank">Rank of each.</param>
/// <param name="In">Width of the layer's input.</param>
/// <param name="Out">Width of its output.</param>
internal readonly record struct LayerSize(long Experts, long Rank, long In, long Out)
{
    /// <summary>Numbers of an update.</summary>
    public long Update => In * Out;

    /// <summary>The experts' ranks, added up.</summary>
    public long Ranks => Experts * Rank;

    /// <summary>Numbers of all experts' factors.</summary>
    public long Factors => Ranks * (In + Out);
}
