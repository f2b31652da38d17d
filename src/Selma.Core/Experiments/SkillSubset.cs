namespace Selma.Core.Experiments;

/// <summary>Some of an experiment's skills, named in a part of it.</summary>
internal static class SkillSubset
{
    /// <summary>Reads <c>skills</c>; absent, they are all of the experiment's.</summary>
    /// <exception cref="SelmaException">SELMA1005: none, or one named twice; SELMA1007: a skill that the experiment has not.</exception>
    public static IReadOnlyList<string> Read(YamlSection yaml, IReadOnlyList<string> skills)
    {
        var named = yaml.Texts("skills");
        if (named is null)
        {
            return skills;
        }

        if (named.Count == 0 || named.DistinctBy(skill => skill.Text).Count() < named.Count)
        {
            throw new SelmaException("SELMA1005", $"'{yaml.Name("skills")}' must name one skill or more, and none twice.", yaml.Place("skills"));
        }

        return named.FirstOrDefault(skill => !skills.Contains(skill.Text)) is { } unknown
            ? throw new SelmaException(
                "SELMA1007",
                $"The experiment has no skill '{unknown.Text}'.{Spelling.Suggest(unknown.Text, skills)} Its skills are: {string.Join(", ", skills)}.",
                unknown.Place)
            : [.. named.Select(skill => skill.Text)];
    }
}
