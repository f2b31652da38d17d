using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>What each skill wrote for itself.</summary>
internal static class PromptSection
{
    private const int Shown = 3;

    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var table = new Table(
            "Prompts that the language model wrote. Similarity is ROUGE-L with the nearest earlier prompt.",
            "skill", "accepted", "rejected", "mean similarity", "the first accepted prompts");
        foreach (var skill in content.Prompts)
        {
            table.Add(
                skill.Skill.Name,
                NumberText.Count(skill.Prompts.Count),
                Html.Tag("span", skill.Rejected.Count == 0 ? "0" : string.Join(", ", skill.Rejected.Select(reason => $"{NumberText.Count(reason.Count)} {reason.Reason}"))),
                skill.Prompts.Count == 0 ? "" : NumberText.Fixed(skill.Prompts.Average(prompt => prompt.Similarity), 2),
                Html.Tag("ul", skill.Prompts.Take(Shown).Select(prompt => (Html)Html.Tag("li", prompt.Prompt))).Class("prompts"));
        }

        return new("prompts", "Self-made prompts", content.Prompts.Count == 0 ? Section.Text("No skill.") : table.ToHtml());
    }
}
