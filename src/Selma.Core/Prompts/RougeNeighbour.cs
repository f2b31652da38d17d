namespace Selma.Core.Prompts;

/// <summary>The text most similar to another.</summary>
/// <param name="Index">Which text; -1 for none.</param>
/// <param name="Similarity">ROUGE-L F-measure, 0..1.</param>
public readonly record struct RougeNeighbour(int Index, double Similarity);
