namespace Selma.Core.Scores;

/// <summary>What an arm of several skills, merged or joint, keeps of the single experts' gains.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Gain">Its mean gain over the base, over skills that have an expert.</param>
/// <param name="Retention">That gain as a share of the experts' mean gain on their own skills: 1 keeps all, above 1 adds; null where experts gain nothing.</param>
/// <param name="Conflict">The mean of what the experts have more on their own skills than this arm: above 0 the skills are in each other's way.</param>
public sealed record MergeEffect(string Arm, double Gain, double? Retention, double Conflict);
