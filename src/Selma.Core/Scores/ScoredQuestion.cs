namespace Selma.Core.Scores;

/// <summary>A question and what was seen in an image.</summary>
/// <param name="Id">1..n within an item.</param>
/// <param name="Category">A name of <see cref="ScoreFile.Categories"/>.</param>
/// <param name="Tuple">The atomic fact.</param>
/// <param name="Question">In plain English.</param>
/// <param name="Parents">Ids of the item's questions that it builds on, as SELMA's rule reads them.</param>
/// <param name="Answer"><c>yes</c>, <c>no</c>, or whatever else the answerer said.</param>
/// <param name="Score">1 or 0 by SELMA's rule: 0 also where a question that it builds on has 0.</param>
public sealed record ScoredQuestion(
    int Id, string Category, string Tuple, string Question, IReadOnlyList<int> Parents, string Answer, int Score);
