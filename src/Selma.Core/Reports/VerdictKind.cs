namespace Selma.Core.Reports;

/// <summary>What a difference says.</summary>
internal enum VerdictKind
{
    /// <summary>Better beyond chance.</summary>
    Helps,

    /// <summary>Neither better nor worse beyond chance.</summary>
    Unclear,

    /// <summary>Worse beyond chance.</summary>
    Harms,
}
