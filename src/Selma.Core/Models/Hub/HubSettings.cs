using System.Globalization;

namespace Selma.Core.Models.Hub;

/// <summary>Where models come from and are kept, as the variables of the <c>huggingface_hub</c> library say.</summary>
/// <remarks>Source: huggingface_hub, <c>constants.py</c>.</remarks>
internal sealed class HubSettings
{
    private readonly string? _token;

    private HubSettings(Uri endpoint, string cacheFolder, string? token)
    {
        Endpoint = endpoint;
        CacheFolder = cacheFolder;
        _token = token;
    }

    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; }

    /// <summary>The folder that other programs share: <c>~/.cache/huggingface/hub</c>.</summary>
    public string CacheFolder { get; }

    /// <summary>Whether only the cache may be used.</summary>
    public bool IsOffline { get; private init; }

    /// <summary>Whether a token is known. It is shown nowhere.</summary>
    public bool HasToken => _token is not null;

    /// <summary>How long to wait for an answer's beginning.</summary>
    public TimeSpan AnswerTimeout { get; private init; }

    /// <summary>How long to wait for the next byte of a file.</summary>
    public TimeSpan StallTimeout { get; private init; }

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">The value of a variable, or null.</param>
    /// <exception cref="SelmaException">SELMA2143: <c>HF_ENDPOINT</c> is no address.</exception>
    public static HubSettings From(Func<string, string?> variable)
    {
        string? Find(params string[] names) => names.Select(variable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();
        var userCache = Find("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var home = Find("HF_HOME") ?? Path.Combine(userCache, "huggingface");
        var token = Find("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
            ?? (IsTrue(Find("HF_HUB_DISABLE_IMPLICIT_TOKEN")) ? null : StoredToken(Find("HF_TOKEN_PATH") ?? Path.Combine(home, "token")));
        return new(Address(Find("HF_ENDPOINT") ?? "https://huggingface.co"), Find("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"), token)
        {
            IsOffline = IsTrue(Find("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")),
            AnswerTimeout = Seconds(Find("HF_HUB_ETAG_TIMEOUT")),
            StallTimeout = Seconds(Find("HF_HUB_DOWNLOAD_TIMEOUT")),
        };
    }

    /// <summary>Puts the token on a request, if the request goes to the hub itself.</summary>
    public void Authorize(HttpRequestMessage request)
    {
        if (_token is not null && request.RequestUri!.GetLeftPart(UriPartial.Authority) == Endpoint.GetLeftPart(UriPartial.Authority))
        {
            request.Headers.Authorization = new("Bearer", _token);
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw new SelmaException("SELMA2143", "HF_ENDPOINT is no address. Write https://huggingface.co, or unset it.");

    private static string? StoredToken(string path) =>
        File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token && token.All(char.IsAscii) ? token : null;

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static TimeSpan Seconds(string? value) =>
        TimeSpan.FromSeconds(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : 10);
}
