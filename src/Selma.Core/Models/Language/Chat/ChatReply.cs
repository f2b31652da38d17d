namespace Selma.Core.Models.Language.Chat;

/// <summary>What a reply says.</summary>
/// <param name="Text">The text, thoughts that a model writes down before it excepted; empty where there is none.</param>
/// <param name="Rejection">Why the reply holds nothing to read: one of the constants; null where it does.</param>
/// <param name="IsCut">Whether the text stops at the limit of tokens, in the middle of something.</param>
/// <param name="Tokens">As the endpoint counts; null where it does not.</param>
internal sealed record ChatReply(string Text, string? Rejection, bool IsCut, TokenCount? Tokens)
{
    /// <summary>The endpoint's filter withheld the reply, or refused the request for its content.</summary>
    public const string ContentFilter = "content filter";

    /// <summary>The model refused.</summary>
    public const string Refused = "refused by the model";

    /// <summary>There is no text.</summary>
    public const string Empty = "empty reply";
}
