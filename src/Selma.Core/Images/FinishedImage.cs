namespace Selma.Core.Images;

/// <summary>An image that lies whole in the output folder: a line of the stage's journal.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Digest of its bytes.</param>
internal sealed record FinishedImage(string File, string Sha256);
