namespace Selma.Core.Models.Hub;

/// <summary>A model of the hub, fixed to the byte.</summary>
/// <param name="Source">The id as it was asked for, <c>owner/name@revision</c>.</param>
/// <param name="Variant">The variant of the weights that was asked for, or null.</param>
/// <param name="Revision">The commit that the revision stood for.</param>
/// <param name="License">Its license, or null.</param>
/// <param name="Files">The files that are read, each with its digest, by path.</param>
internal sealed record LockedModel(string Source, string? Variant, string Revision, string? License, IReadOnlyList<HubFile> Files)
{
    /// <summary>The id with the commit in place of the revision.</summary>
    public HubModelId Fixed => HubModelId.Parse(Source)! with { Revision = Revision };
}
