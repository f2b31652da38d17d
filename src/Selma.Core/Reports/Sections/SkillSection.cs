using Selma.Core.Reports.Markup;
using Selma.Core.Scores;

namespace Selma.Core.Reports.Sections;

/// <summary>What each expert does to each skill, and what merging keeps of it.</summary>
internal static class SkillSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) => new(
        "skills", "Experts and skills: gain, transfer, conflict", Html.Join(content.Benchmarks.Select(benchmark => Body(content, benchmark))));

    private static Html Body(ReportContent content, BenchmarkScores benchmark)
    {
        var matrix = SkillMatrix.Of([.. benchmark.Arms.Select(arm => arm.Scores)], [.. content.Inputs.Skills.Select(skill => skill.Name)]);
        return Html.Join(
            Scores(benchmark, matrix).ToHtml(),
            matrix.Experts.Count == 0 ? "" : Experts(matrix).ToHtml(),
            matrix.Merges.Count == 0 ? "" : Merges(matrix).ToHtml(),
            Html.Tag("ul", matrix.Notes.Select(note => (Html)Html.Tag("li", note))));
    }

    private static Table Scores(BenchmarkScores benchmark, SkillMatrix matrix)
    {
        var hasOthers = matrix.OtherSources.Count > 0;
        var table = new Table(
            $"dsg_micro of each arm on each skill's prompts of {benchmark.Name}, in percent; ◆ marks an expert on its own skill.",
            ["arm", .. matrix.Skills.Select(skill => (Html)skill), "mean", .. hasOthers ? ["other sources"] : Array.Empty<Html>()]);
        foreach (var row in matrix.Rows)
        {
            table.Add(row.Arm, [
                .. row.Scores.Select((score, s) => Html.Join(Share(score), row.Arm == SkillMatrix.ExpertArm(matrix.Skills[s]) ? " ◆" : "")),
                row.Mean is { } mean ? Share(mean) : "",
                .. row.Other is { } other ? [Share(other)] : Array.Empty<Html>()]);
        }

        return table;
    }

    private static Table Experts(SkillMatrix matrix)
    {
        var table = new Table(
            "Gain of each expert on its own skill and transfer to the others, in points against the base. Interference is the mean of transfer's losses, gains counted as 0.",
            ["expert", "gain", .. matrix.Skills.Select(skill => (Html)$"transfer to {skill}"), "interference"]);
        foreach (var expert in matrix.Experts)
        {
            table.Add(expert.Skill, [Points(expert.Gain), .. expert.Transfer.Select(Points), Points(expert.Interference)]);
        }

        return table;
    }

    private static Table Merges(SkillMatrix matrix)
    {
        var table = new Table(
            "What one model of several skills keeps. Gain: its mean difference from the base over the skills. Retention: that gain over the single experts' mean gain on their own skills. " +
            "Conflict: how far it stays behind each skill's own expert, on average; below 0 it is ahead.",
            "arm", "gain", "retention", "conflict");
        foreach (var merge in matrix.Merges)
        {
            table.Add(merge.Arm, Points(merge.Gain), merge.Retention is { } kept ? NumberText.Exact(kept, NumberText.Fixed(100 * kept, 0) + " %") : "undefined", Points(merge.Conflict));
        }

        return table;
    }

    private static Html Share(double score) => NumberText.Exact(score, NumberText.Percent(score));

    private static Html Points(double? difference) => difference is { } value ? NumberText.Exact(value, NumberText.Points(value)) : "";
}
