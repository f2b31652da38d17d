namespace Selma.Core.Scores;

/// <summary>The score of one category of questions (the paper's Table 7): the mean of its questions, 0..1, with its 95 % interval.</summary>
/// <param name="Name"><c>whole</c>, <c>color</c> ...; <c>global</c> for questions without a detailed category.</param>
/// <param name="Questions">How many of the benchmark's questions it has.</param>
/// <param name="Value">Mean over its questions, by SELMA's rule.</param>
/// <param name="Low">The 2.5th percentile over resampled prompts.</param>
/// <param name="High">The 97.5th percentile.</param>
public sealed record CategoryScore(string Name, int Questions, double Value, double Low, double High);
