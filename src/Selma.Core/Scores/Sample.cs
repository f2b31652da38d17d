namespace Selma.Core.Scores;

/// <summary>An image of a benchmark's item.</summary>
/// <param name="Item">The item.</param>
/// <param name="FileName">The image, in the samples folder.</param>
/// <param name="Seed">The generator seed that it was drawn with.</param>
internal sealed record Sample(DsgItem Item, string FileName, uint Seed);
