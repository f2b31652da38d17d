using System.Text.Json;

namespace Selma.Core.Models.Language.Chat;

/// <summary>The key of an endpoint, read from the environment and handed to nothing but the request's header.</summary>
/// <remarks>No record: its text must not show what it holds.</remarks>
internal sealed class ApiKey
{
    private const int ShortestSecret = 8; // "none" and "ollama" stand for no key, and are words of prompts
    private const string Hidden = "***";
    private readonly string[] _forms;

    /// <summary>Takes a key; null or blank: there is none.</summary>
    /// <param name="value">The key.</param>
    public ApiKey(string? value)
    {
        Value = value?.Trim() ?? "";
        _forms = Value.Length < ShortestSecret ? [] :
            [.. new[] { Value, Escaped(Value), Uri.EscapeDataString(Value) }.Distinct().OrderByDescending(form => form.Length)];
    }

    /// <summary>The key; empty where there is none. For the request's header only.</summary>
    public string Value { get; }

    /// <summary>Whether there is a key.</summary>
    public bool IsSet => Value.Length > 0;

    /// <summary>The key that an environment variable holds.</summary>
    public static ApiKey Read(string variable) => new(Environment.GetEnvironmentVariable(variable));

    /// <summary>A text from the endpoint with the key made unreadable: servers repeat headers in errors and echo requests.</summary>
    public string Scrub(string text) => _forms.Aggregate(text, (scrubbed, form) => scrubbed.Replace(form, Hidden, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => IsSet ? Hidden : "";

    private static string Escaped(string value) => JsonSerializer.Serialize(value)[1..^1];
}
