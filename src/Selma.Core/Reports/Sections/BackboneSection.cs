using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>The paper's Table 1 with our row below it.</summary>
internal static class BackboneSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var table = new Table(
            "DSG in percent, base model and SELMA. The paper's rows are on DSG-1k with mPLUG-large; ours name their benchmark.",
            "model", "base", "SELMA (merged)", "difference");
        foreach (var row in PaperNumbers.Table1)
        {
            table.Add($"{row.Model} (paper)", NumberText.Fixed(row.Base, 1), NumberText.Fixed(row.Selma, 1), NumberText.Points((row.Selma - row.Base) / 100));
        }

        foreach (var benchmark in content.Benchmarks.Where(benchmark => benchmark.Merged is not null))
        {
            Add(table, content.Inputs.Experiment, benchmark);
        }

        return new("table1", "Table 1: SELMA against its base", Html.Join(
            table.ToHtml(),
            Section.Text("dsg_micro is the mean over all questions, the paper's number; dsg_macro is the mean over prompts by DSG's official rule. Small numbers are 95 % intervals.")));
    }

    private static void Add(Table table, string experiment, BenchmarkScores benchmark)
    {
        var (first, merged) = (benchmark.Base.Scores, benchmark.Merged!.Scores);
        var (micro, macro) = (merged.AgainstBase!.DsgMicro, merged.AgainstBase.DsgMacro);
        table.AddStrong(
            $"{experiment} on {benchmark.Name} (ours, dsg_micro)",
            NumberText.Score(first.DsgMicro), NumberText.Score(merged.DsgMicro), NumberText.Difference(micro.Difference, micro.Low, micro.High));
        table.Add(
            $"{experiment} on {benchmark.Name} (ours, dsg_macro)",
            NumberText.Score(first.DsgMacro), NumberText.Score(merged.DsgMacro), NumberText.Difference(macro.Difference, macro.Low, macro.High));
    }
}
