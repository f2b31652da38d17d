namespace Selma.Core.Models.Language.Chat;

/// <summary>What went wrong with a request.</summary>
internal enum ChatFaultKind
{
    /// <summary>No connection, or no whole reply in time.</summary>
    Unreachable,

    /// <summary>Too many requests, or the endpoint's own failure.</summary>
    Busy,

    /// <summary>A reply that is no JSON of this protocol.</summary>
    Unreadable,

    /// <summary>The key is missing or not accepted.</summary>
    WrongKey,

    /// <summary>No such model, or no such address.</summary>
    WrongModel,

    /// <summary>The account is empty.</summary>
    NoCredit,

    /// <summary>The endpoint does not take the request.</summary>
    Refused,
}
