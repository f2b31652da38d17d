namespace Selma.Core.Models.Language.Chat;

/// <summary>A failed attempt.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Text">The endpoint's or the network's words, on one line.</param>
/// <param name="RetryAfter">How long the endpoint asks to wait; null where it does not say.</param>
internal sealed record ChatFault(ChatFaultKind Kind, string Text, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayPass => Kind is ChatFaultKind.Unreachable or ChatFaultKind.Busy or ChatFaultKind.Unreadable;
}
