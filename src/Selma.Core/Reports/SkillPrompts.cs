using Selma.Core.Artifacts;

namespace Selma.Core.Reports;

/// <summary>What a skill wrote for itself.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Prompts">Accepted prompts.</param>
/// <param name="Rejected">Rejected ones by reason, the most frequent first.</param>
internal sealed record SkillPrompts(ReportedSkill Skill, IReadOnlyList<PromptLine> Prompts, IReadOnlyList<(string Reason, int Count)> Rejected)
{
    /// <summary>Reads a skill's prompts.</summary>
    public static SkillPrompts Read(ReportedSkill skill)
    {
        var rejected = Path.Combine(skill.Prompts, "rejected.jsonl");
        return new(
            skill,
            PromptFile.Read(Path.Combine(skill.Prompts, "prompts.jsonl")),
            !File.Exists(rejected) ? [] :
            [
                .. RejectedPromptFile.Read(rejected).GroupBy(line => line.Reason)
                    .Select(group => (group.Key, group.Count())).OrderByDescending(group => group.Item2).ThenBy(group => group.Key, StringComparer.Ordinal),
            ]);
    }
}
