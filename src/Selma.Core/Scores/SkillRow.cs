namespace Selma.Core.Scores;

/// <summary>A row of the matrix: an arm's scores.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Scores">By skill, 0..1.</param>
/// <param name="Mean">Their mean; null without any skill.</param>
/// <param name="Other">Over the questions of all sources that no skill learns from; null where there are none.</param>
public sealed record SkillRow(string Arm, IReadOnlyList<double> Scores, double? Mean, double? Other);
