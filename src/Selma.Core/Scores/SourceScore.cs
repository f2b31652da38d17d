namespace Selma.Core.Scores;

/// <summary>The scores of one source of prompts.</summary>
/// <param name="Name"><c>whoops</c>: the items' ids up to the last underscore.</param>
/// <param name="Prompts">Items of it.</param>
/// <param name="Questions">Their questions.</param>
/// <param name="DsgMicro">Mean over its questions, by SELMA's rule.</param>
/// <param name="DsgMacro">Mean over its items, by the official rule.</param>
public sealed record SourceScore(string Name, int Prompts, int Questions, ScoreInterval DsgMicro, ScoreInterval DsgMacro);
