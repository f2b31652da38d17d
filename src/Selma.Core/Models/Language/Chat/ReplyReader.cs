using System.Text.Json;
using System.Text.RegularExpressions;

namespace Selma.Core.Models.Language.Chat;

/// <summary>Reads replies of the chat and of the completions endpoint, from whichever server.</summary>
internal static partial class ReplyReader
{
    private const int MostShown = 300;

    /// <summary>What a reply says, or what went wrong.</summary>
    public static ChatAttempt Read(RawReply raw)
    {
        try
        {
            using var json = JsonDocument.Parse(raw.Body);
            var root = json.RootElement;
            return Member(root, "error") is { } error ? FaultReader.Read(raw.Status, error, Line(raw.Body))
                : raw.IsSuccess ? Read(root)
                : FaultReader.Read(raw.Status, root, Line(raw.Body));
        }
        catch (JsonException)
        {
            return raw.IsSuccess
                ? new ChatFault(ChatFaultKind.Unreadable, $"a reply that is no whole JSON: {Line(raw.Body)}")
                : FaultReader.Read(raw.Status, default, Line(raw.Body));
        }
    }

    /// <summary>The member of an object; null where it is not there, is null, or the value is no object.</summary>
    public static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>The text of a member; empty where it is none.</summary>
    public static string Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : "";

    /// <summary>A text on one line, short enough to be shown.</summary>
    public static string Line(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        return line.Length > MostShown ? $"{line[..MostShown]}…" : line;
    }

    private static ChatAttempt Read(JsonElement root)
    {
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
        {
            return new ChatFault(ChatFaultKind.Unreadable, $"a reply without choices: {Line(root.GetRawText())}");
        }

        var choice = choices[0];
        var message = Member(choice, "message");
        var text = Thoughts().Replace(message is { } chat ? Content(chat) : Text(choice, "text"), "");
        var end = Text(choice, "finish_reason");
        var rejection = end == "content_filter" ? ChatReply.ContentFilter
            : !string.IsNullOrWhiteSpace(text) ? null
            : message is { } said && Text(said, "refusal").Length > 0 ? ChatReply.Refused
            : ChatReply.Empty;
        return new ChatReply(rejection is null ? text : "", rejection, end == "length", Tokens(root));
    }

    /// <summary>The text of a message: one, or in parts.</summary>
    private static string Content(JsonElement message) => Member(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => Text(part, "text"))),
        _ => "",
    };

    private static TokenCount? Tokens(JsonElement root) =>
        Member(root, "usage") is { } usage && Count(usage, "prompt_tokens") is { } input && Count(usage, "completion_tokens") is { } output
            ? new(input, output)
            : null;

    private static long? Count(JsonElement usage, string name) =>
        Member(usage, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0 ? count : null;

    // Reasoning models of local servers put their drafts, numbered like the answer, before it.
    [GeneratedRegex(@"^\s*<think>.*?(</think>|\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
