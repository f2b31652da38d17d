using System.Text.Json;

namespace Selma.Core.Models.Hub;

/// <summary>What the hub says of a model at a revision.</summary>
/// <param name="Commit">The commit that the revision stands for.</param>
/// <param name="License">The license's name, or null.</param>
/// <param name="Files">Its files.</param>
internal sealed record HubListing(string Commit, string? License, IReadOnlyList<HubFile> Files)
{
    private const int MostFiles = 10_000;

    /// <summary>Reads the answer of <c>/api/models/{id}/revision/{revision}?blobs=true</c>.</summary>
    /// <returns>Null where it is no such answer.</returns>
    public static HubListing? Read(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var commit = root.GetProperty("sha").GetString();
            var files = root.GetProperty("siblings").EnumerateArray().Take(MostFiles + 1).Select(File).ToList();
            return commit is not null && HubModelId.IsCommit(commit) && files.Count <= MostFiles && files.All(IsWhole)
                ? new(commit, LicenseOf(root), files)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether a path stays in the folder that it is put into, on every system.</summary>
    internal static bool IsSafe(string path) =>
        path.Length is > 0 and < 512 && !path.Any(c => c is '\\' or ':' || char.IsControl(c)) && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static bool IsWhole(HubFile file) => IsSafe(file.Path) && (file.Sha256 is null || (ContentCheck.IsSha256(file.Sha256) && file.Size >= 0));

    private static HubFile File(JsonElement sibling)
    {
        var lfs = sibling.TryGetProperty("lfs", out var found) && found.ValueKind == JsonValueKind.Object ? found : default(JsonElement?);
        var size = (lfs ?? sibling).TryGetProperty("size", out var value) && value.TryGetInt64(out var bytes) ? bytes : -1;
        return new(sibling.GetProperty("rfilename").GetString() ?? "", size, lfs?.GetProperty("sha256").GetString());
    }

    private static string? LicenseOf(JsonElement root)
    {
        if (root.TryGetProperty("cardData", out var card) && card.ValueKind == JsonValueKind.Object
            && card.TryGetProperty("license", out var license) && license.ValueKind == JsonValueKind.String)
        {
            return license.GetString();
        }

        const string prefix = "license:";
        return root.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
            ? tags.EnumerateArray().Select(tag => tag.GetString()).FirstOrDefault(tag => tag?.StartsWith(prefix, StringComparison.Ordinal) == true)?[prefix.Length..]
            : null;
    }
}
