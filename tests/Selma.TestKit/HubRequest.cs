namespace Selma.TestKit;

/// <summary>What a client asked for.</summary>
/// <param name="Method"><c>GET</c> or <c>HEAD</c>.</param>
/// <param name="Path">Path and query, as sent.</param>
/// <param name="Headers">Its headers; names in any case.</param>
public sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte that is asked for.</summary>
    public int From => Headers.TryGetValue("Range", out var range)
        ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture)
        : 0;
}
