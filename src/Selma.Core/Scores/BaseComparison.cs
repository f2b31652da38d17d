namespace Selma.Core.Scores;

/// <summary>An arm against the base on the same prompts: a paired bootstrap, the prompt being the unit.</summary>
/// <param name="DsgMicro">Over all questions.</param>
/// <param name="DsgMacro">Over all items.</param>
/// <param name="Categories">In the order of the arm's own categories.</param>
/// <param name="Sources">In the order of the arm's own sources, by <c>dsg_micro</c>.</param>
public sealed record BaseComparison(
    ScoreDifference DsgMicro,
    ScoreDifference DsgMacro,
    IReadOnlyList<NamedDifference> Categories,
    IReadOnlyList<NamedDifference> Sources);
