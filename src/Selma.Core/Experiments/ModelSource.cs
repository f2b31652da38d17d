namespace Selma.Core.Experiments;

/// <summary>A text-to-image model on disk.</summary>
/// <param name="Name">A row of <c>models.yaml</c>, or the folder's name.</param>
/// <param name="Folder">The folder in diffusers' layout.</param>
public sealed record ModelSource(string Name, string Folder);
