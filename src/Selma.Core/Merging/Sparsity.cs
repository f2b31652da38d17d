namespace Selma.Core.Merging;

/// <summary>Which numbers of an update take part.</summary>
internal enum Sparsity
{
    /// <summary>All.</summary>
    None,

    /// <summary>The largest by magnitude (TIES, section 3).</summary>
    Magnitude,

    /// <summary>Random ones, the rest scaled up (DARE, section 3).</summary>
    Random,
}
