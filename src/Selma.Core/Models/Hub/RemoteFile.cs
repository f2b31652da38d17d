using System.Globalization;

namespace Selma.Core.Models.Hub;

/// <summary>What the hub says of a file before it is fetched.</summary>
/// <param name="Commit">The commit that it belongs to.</param>
/// <param name="Etag">Names its content.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Location">Where the content lies; often another host, by a signed address.</param>
internal sealed record RemoteFile(string Commit, string Etag, long Size, Uri Location)
{
    /// <summary>Reads the head of an answer.</summary>
    /// <returns>Null where it is not a hub's.</returns>
    public static RemoteFile? Read(HttpResponseMessage answer)
    {
        var address = answer.RequestMessage!.RequestUri!;
        var commit = Header(answer, "X-Repo-Commit") ?? "";
        var etag = Tag(Header(answer, "X-Linked-Etag") ?? Header(answer, "ETag") ?? "");
        return HubModelId.IsCommit(commit) && HubCache.IsName(etag) && Length(answer) is { } size and >= 0
            ? new(commit, etag, size, IsRedirect(answer) && answer.Headers.Location is { } location ? new Uri(address, location) : address)
            : null;
    }

    /// <summary>A weak tag is as good as a strong one here: the content is checked.</summary>
    private static string Tag(string header) => (header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header).Trim().Trim('"');

    private static long? Length(HttpResponseMessage answer) =>
        long.TryParse(Header(answer, "X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked
        : IsRedirect(answer) ? null // the length of the redirect's own text
        : answer.Content.Headers.ContentLength;

    private static bool IsRedirect(HttpResponseMessage answer) => (int)answer.StatusCode is >= 300 and < 400;

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
