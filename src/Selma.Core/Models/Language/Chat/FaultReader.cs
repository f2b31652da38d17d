using System.Globalization;
using System.Text.Json;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Tells from status and error object what went wrong.</summary>
internal static class FaultReader
{
    private static readonly string[] FilterCodes = ["content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"];
    private static readonly string[] CreditCodes = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];
    private static readonly string[] ModelCodes = ["model_not_found", "DeploymentNotFound"];

    /// <summary>A fault; or, where the endpoint's filter did not let the request pass, a reply that holds nothing.</summary>
    /// <param name="status">The HTTP status; a successful one with an error object is told by the object.</param>
    /// <param name="error">The error object.</param>
    /// <param name="body">The body, for an error without a message.</param>
    public static ChatAttempt Read(int status, JsonElement error, string body)
    {
        string[] codes = [Code(error), ReplyReader.Text(error, "type"), Code(ReplyReader.Member(error, "innererror") ?? default)];
        if (codes.Intersect(FilterCodes).Any())
        {
            return new ChatReply("", ChatReply.ContentFilter, IsCut: false, new TokenCount());
        }

        var real = status is >= 200 and < 300 && int.TryParse(codes[0], CultureInfo.InvariantCulture, out var told) ? told : status;
        var message = ReplyReader.Line(ReplyReader.Text(error, "message"));
        return new ChatFault(Kind(real, codes), string.Create(CultureInfo.InvariantCulture, $"{real} {(message.Length > 0 ? message : body)}").TrimEnd());
    }

    private static ChatFaultKind Kind(int status, string[] codes) => status switch
    {
        _ when codes.Intersect(CreditCodes).Any() => ChatFaultKind.NoCredit,
        _ when codes.Intersect(ModelCodes).Any() => ChatFaultKind.WrongModel,
        401 or 403 => ChatFaultKind.WrongKey,
        402 => ChatFaultKind.NoCredit,
        404 => ChatFaultKind.WrongModel,
        408 or 409 or 425 or 429 or >= 500 => ChatFaultKind.Busy,
        >= 200 and < 300 => ChatFaultKind.Unreadable,
        _ => ChatFaultKind.Refused,
    };

    private static string Code(JsonElement error) => ReplyReader.Member(error, "code") switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => ReplyReader.Text(error, "code"),
    };
}
