namespace Selma.Core.Scores;

/// <summary>One image and its answers.</summary>
/// <param name="FileName">The image in the samples folder.</param>
/// <param name="Seed">The generator seed that it was drawn with.</param>
/// <param name="ScoreMacroRule">0..1: the item's score by the official rule.</param>
/// <param name="Questions">In the order of the benchmark.</param>
public sealed record ScoredImage(string FileName, uint Seed, double ScoreMacroRule, IReadOnlyList<ScoredQuestion> Questions);
