namespace Selma.Core.Models.Language.Chat;

/// <summary>Where a language model is asked.</summary>
/// <param name="Address">The base URL, <c>https://api.openai.com/v1</c>.</param>
/// <param name="KeyVariable">The environment variable that holds the key.</param>
internal sealed record ChatEndpoint(Uri Address, string KeyVariable)
{
    private const string OpenAI = "https://api.openai.com/v1";

    /// <summary>Whether requests go to OpenAI or to Azure, which name the reply's limit anew and demand a key.</summary>
    public bool IsHosted => Address.Host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase) || IsAzure;

    /// <summary>Whether the key goes into Azure's header.</summary>
    public bool IsAzure => Address.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>The endpoint that settings name.</summary>
    /// <param name="endpoint">The base URL; null: OpenAI's own.</param>
    /// <param name="keyVariable">The variable's name.</param>
    public static ChatEndpoint Of(string? endpoint, string keyVariable) => new(new(endpoint ?? OpenAI), keyVariable);

    /// <summary>What is wrong with a base URL; null: nothing. The sentence does not repeat it, since it may hold a password.</summary>
    public static string? Problem(string endpoint)
    {
        const string Example = "Give a base URL such as http://localhost:11434/v1.";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            return $"no http address. {Example}";
        }

        return address.UserInfo.Length > 0 ? $"an address with a password in it. {Example} The key belongs into an environment variable."
            : address.Query.Length > 0 || address.Fragment.Length > 0 ? $"an address with a query. {Example}"
            : address.AbsolutePath.TrimEnd('/').EndsWith("/completions", StringComparison.Ordinal) ? $"the address of a call. {Example}"
            : null;
    }

    /// <summary>The address that requests are posted to.</summary>
    /// <param name="api">See <see cref="ChatSettings.Api"/>.</param>
    public Uri Call(string api) => new($"{Address.AbsoluteUri.TrimEnd('/')}/{(api == "chat" ? "chat/completions" : "completions")}");
}
