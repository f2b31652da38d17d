using System.Text;

namespace Selma.Core.Models.Language.Chat;

/// <summary>A request as it goes over the wire, for people; the key's variable stands for the key.</summary>
internal static class ChatPreview
{
    /// <summary>Method, address, headers and body.</summary>
    public static string Of(ChatRequest request, ChatEndpoint endpoint, bool hasKey)
    {
        var (header, prefix) = KeyHeader.Of(endpoint);
        return string.Join('\n', (string[])
        [
            $"POST {endpoint.Call(request.Settings.Api)}",
            "Content-Type: application/json",
            hasKey || endpoint.IsHosted ? $"{header}: {prefix}${endpoint.KeyVariable}{(hasKey ? "" : " (which is not set)")}" : $"(no key: {endpoint.KeyVariable} is not set)",
            "",
            Encoding.UTF8.GetString(request.Body(endpoint)),
        ]);
    }
}
