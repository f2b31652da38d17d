namespace Selma.Core.Models.Language;

/// <summary>How a prompt says how many things there are.</summary>
internal enum Amount
{
    /// <summary><c>a star</c></summary>
    Article,

    /// <summary><c>star</c>, as in tags and after words such as "the".</summary>
    Bare,

    /// <summary><c>three stars</c></summary>
    Number,

    /// <summary><c>stars</c></summary>
    Plural,
}
