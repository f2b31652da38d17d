using System.Text.Json;

namespace Selma.TestKit;

/// <summary>A request that a <see cref="ChatServer"/> received.</summary>
/// <param name="Number">From 0, in the order of arrival.</param>
/// <param name="Path">The path of the address.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Json">The body as it came.</param>
public sealed record ChatCall(int Number, string Path, IReadOnlyDictionary<string, string> Headers, string Json)
{
    private volatile bool _isAnswered;

    /// <summary>The body.</summary>
    public JsonElement Body { get; } = JsonDocument.Parse(Json).RootElement;

    /// <summary>Whether a reply was sent whole, so that a real service would send a bill.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>The text that the model is asked.</summary>
    public string Text => (Path.EndsWith("/chat/completions", StringComparison.Ordinal)
        ? Body.GetProperty("messages")[0].GetProperty("content")
        : Body.GetProperty("prompt")).GetString()!;

    /// <summary>The seed in the body.</summary>
    public ulong Seed => Body.GetProperty("seed").GetUInt64();

    internal void MarkAnswered() => _isAnswered = true;
}
