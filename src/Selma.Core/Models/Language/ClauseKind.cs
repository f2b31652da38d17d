namespace Selma.Core.Models.Language;

/// <summary>What a clause is about.</summary>
internal enum ClauseKind
{
    /// <summary>Things of the scene.</summary>
    Things,

    /// <summary>The background alone.</summary>
    Background,

    /// <summary>A tag alone.</summary>
    Tag,

    /// <summary>None of these: words that are kept.</summary>
    Other,
}
