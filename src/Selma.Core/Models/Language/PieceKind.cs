namespace Selma.Core.Models.Language;

/// <summary>What a piece of a prompt says.</summary>
internal enum PieceKind
{
    /// <summary>Words kept as they are.</summary>
    Literal,

    /// <summary>One or several things: <c>a small red star on the left</c>.</summary>
    Thing,

    /// <summary>How two things lie: <c>above</c>.</summary>
    Relation,

    /// <summary>A word that joins two things: <c>next to</c>.</summary>
    Joint,

    /// <summary>Where a thing lies, not right behind it: <c>on the left</c>.</summary>
    Place,

    /// <summary>The colour of the background.</summary>
    Background,

    /// <summary>A tag that says nothing of the scene: <c>flat art</c>.</summary>
    Tag,
}
