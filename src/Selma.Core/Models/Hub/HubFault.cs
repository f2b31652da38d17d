using System.Net;

namespace Selma.Core.Models.Hub;

/// <summary>Says what an answer of the hub means for whoever asked. No message holds a token or a signed address.</summary>
internal static class HubFault
{
    /// <summary>The error of an answer that is no success.</summary>
    /// <param name="settings">Where was asked, and whether with a token.</param>
    /// <param name="id">The model.</param>
    /// <param name="path">The file asked for; null for the model itself.</param>
    /// <param name="answer">What came.</param>
    public static SelmaException Of(HubSettings settings, HubModelId id, string? path, HttpResponseMessage answer)
    {
        var code = answer.Headers.TryGetValues("X-Error-Code", out var values) ? values.FirstOrDefault() : null;
        return (code, answer.StatusCode) switch
        {
            ("GatedRepo", _) or (_, HttpStatusCode.Forbidden) => Gated(settings, id),
            ("RevisionNotFound", _) => Missing(settings, id, $"has no revision '{id.Revision}'. Name a branch, tag or commit that exists"),
            ("EntryNotFound", _) => Missing(settings, id, $"has no file '{path}'"),
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound) => Missing(settings, id, $"is not there, or it is private{TokenAdvice(settings)}"),
            (_, HttpStatusCode.Unauthorized) => settings.HasToken
                ? new("SELMA2142", $"{settings.Endpoint.Host} refuses the token of HF_TOKEN for '{id.Name}'. Make a new one under the account that may read the model.")
                : Missing(settings, id, $"is not there, or it may be read with a token only{TokenAdvice(settings)}"),
            _ => Unreachable(settings, id, $"it answers {(int)answer.StatusCode}", null),
        };
    }

    /// <summary>The error of a hub that does not answer, or not as a hub does.</summary>
    public static SelmaException Unreachable(HubSettings settings, HubModelId id, string why, Exception? inner) => new(
        "SELMA2143",
        $"'{id.Name}' cannot be fetched from {settings.Endpoint.Host}: {why}. Try again later: what has come is kept. " +
        "HF_ENDPOINT names another hub, HF_HUB_OFFLINE=1 uses only what is in the cache.",
        inner: inner);

    private static SelmaException Gated(HubSettings settings, HubModelId id) => new(
        "SELMA2142",
        $"'{id.Name}' may be read only after its terms are accepted. Accept them at {settings.Endpoint.GetLeftPart(UriPartial.Authority)}/{id.Name}, " +
        $"and set HF_TOKEN to a token of that account{(settings.HasToken ? "; the one that is set has no such right" : "")}.");

    private static SelmaException Missing(HubSettings settings, HubModelId id, string what) =>
        new("SELMA2141", $"The model '{id.Name}' at {settings.Endpoint.Host} {what}.");

    private static string TokenAdvice(HubSettings settings) =>
        settings.HasToken ? ". Check the name, and whether the token of HF_TOKEN may read it" : ". Check the name; for a private model set HF_TOKEN";
}
