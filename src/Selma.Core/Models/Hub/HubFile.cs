namespace Selma.Core.Models.Hub;

/// <summary>A file of a model.</summary>
/// <param name="Path">Its path in the model, with slashes.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Their digest; null where the hub does not say, which is for small files.</param>
internal sealed record HubFile(string Path, long Size, string? Sha256);
