namespace Selma.Core.Models.Language.Chat;

/// <summary>A reply in the journal.</summary>
/// <param name="Request">The request's digest.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record KeptReply(string Request, int Status, string Body);
