using System.Text.Encodings.Web;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Models.Language.Chat;

/// <summary>One request: what decides its reply, and nothing of where it is sent.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Text">The one message.</param>
/// <param name="Seed">Fixes the reply as far as the endpoint allows.</param>
/// <param name="Settings">API and sampling.</param>
internal sealed record ChatRequest(string Model, string Text, ulong Seed, ChatSettings Settings)
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names the request wherever its reply is kept: 64 hex digits.</summary>
    public string Digest => Artifacts.Digest.OfBytes(CanonicalBytes.Of(
        "selma-request-1",
        KeyTree.Of(new object?[] { Settings.Api, Model, Text, Wire(Seed), Settings.Temperature, Settings.TopP, Settings.MaxTokens })));

    /// <summary>Numbers of 31 bits are taken everywhere; some servers keep seeds in 32, with a sign.</summary>
    private static long Wire(ulong seed) => (long)(seed >> 33);

    /// <summary>The body to post.</summary>
    /// <param name="endpoint">OpenAI and Azure call the reply's limit otherwise than everyone else.</param>
    public byte[] Body(ChatEndpoint endpoint)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Layout))
        {
            json.WriteStartObject();
            json.WriteString("model", Model);
            WriteText(json);
            Write(json, "temperature", Settings.Temperature);
            Write(json, "top_p", Settings.TopP);
            Write(json, Settings.Api == "chat" && endpoint.IsHosted ? "max_completion_tokens" : "max_tokens", Settings.MaxTokens);
            json.WriteNumber("seed", Wire(Seed));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteText(Utf8JsonWriter json)
    {
        if (Settings.Api != "chat")
        {
            json.WriteString("prompt", Text + "\n"); // a completion goes on with the next number
            return;
        }

        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", Text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
