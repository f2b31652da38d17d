namespace Selma.Core.Scores;

/// <summary>Which source of a benchmark stands for a skill.</summary>
/// <remarks>DSG-1k's sources and the paper's skills: evaluation of COCO is on <c>tifa160</c>, whose prompts are mostly COCO's.</remarks>
public static class SkillSources
{
    /// <summary>Finds the source of a skill: the one of its name, with hyphens or underscores, or DSG-1k's.</summary>
    /// <returns>Null where the benchmark has none.</returns>
    public static string? Find(string skill, IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(skill);
        string[] names = [skill, skill.Replace('-', '_'), .. skill == "coco" ? ["tifa160"] : Array.Empty<string>()];
        return names.FirstOrDefault(sources.Contains);
    }
}
