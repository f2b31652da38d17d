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

/// <summary>A failed attempt.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Text">The endpoint's or the network's words, on one line.</param>
/// <param name="RetryAfter">How long the endpoint asks to wait; null where it does not say.</param>
internal sealed record ChatFault(ChatFaultKind Kind, string Text, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayPass => Kind is ChatFaultKind.Unreachable or ChatFaultKind.Busy or ChatFaultKind.Unreadable;
}
