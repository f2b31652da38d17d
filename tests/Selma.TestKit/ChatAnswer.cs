using System.Text.Json;

namespace Selma.TestKit;

/// <summary>What a <see cref="ChatServer"/> answers: OpenAI's wire format, or something that only looks like it.</summary>
public sealed record ChatAnswer
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body.</summary>
    public string Body { get; init; } = "";

    /// <summary>Headers besides the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Awaited before anything is sent.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>Whether the connection breaks in the middle of the body.</summary>
    public bool Breaks { get; init; }

    /// <summary>Whether nothing is ever sent: the client gives up.</summary>
    public bool Hangs { get; init; }

    /// <summary>A chat completion.</summary>
    public static ChatAnswer Text(string text, string finishReason = "stop", object? usage = null) => new()
    {
        Body = JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1,
            model = "test-model-2024-07-18",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = text, refusal = (string?)null }, logprobs = (object?)null, finish_reason = finishReason } },
            usage = usage ?? new { prompt_tokens = 250, completion_tokens = 600, total_tokens = 850 },
        }),
    };

    /// <summary>A completion of the legacy endpoint.</summary>
    public static ChatAnswer Completion(string text) => new()
    {
        Body = JsonSerializer.Serialize(new
        {
            id = "cmpl-1",
            @object = "text_completion",
            choices = new[] { new { index = 0, text, finish_reason = "stop" } },
            usage = new { prompt_tokens = 250, completion_tokens = 600, total_tokens = 850 },
        }),
    };

    /// <summary>An error object.</summary>
    public static ChatAnswer Error(int status, string code, string message, params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        Body = JsonSerializer.Serialize(new { error = new { message, type = "test_error", param = (string?)null, code } }),
        Headers = headers.ToDictionary(header => header.Name, header => header.Value),
    };
}
