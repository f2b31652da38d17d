using Selma.Core.Reports.Markup;
using Selma.Core.Reports.Plots;

namespace Selma.Core.Reports.Sections;

/// <summary>The paper's Table 2 in miniature: every arm, with the paper's numbers beside ours.</summary>
internal static class ArmSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) =>
        new("table2", "Table 2: single experts, joint training and merging", Html.Join(content.Benchmarks.Select((benchmark, i) => Body(benchmark, i))));

    private static Html Body(BenchmarkScores benchmark, int number)
    {
        var table = new Table(
            $"DSG in percent on {benchmark.Name}, and the paper's SD v2 on DSG-1k.",
            "arm", "dsg_micro", "against the base", "p", "dsg_macro", "paper, SD v2", "paper, against its base");
        foreach (var arm in benchmark.Arms)
        {
            Add(table, arm, arm == benchmark.Merged);
        }

        var others = benchmark.Arms.Where(arm => arm.Scores.AgainstBase is not null).ToList();
        return Html.Join(table.ToHtml(), others.Count == 0 ? "" : Plot(benchmark, others, number));
    }

    private static void Add(Table table, ScoredArm arm, bool isSelma)
    {
        var against = arm.Scores.AgainstBase?.DsgMicro;
        var paper = PaperNumbers.Table2(arm.Arm);
        Html[] cells =
        [
            NumberText.Score(arm.Scores.DsgMicro),
            against is null ? "" : NumberText.Difference(against.Difference, against.Low, against.High),
            against is null ? "" : NumberText.P(against.P)[2..].TrimStart('=', ' '),
            NumberText.Score(arm.Scores.DsgMacro),
            paper is { } score ? NumberText.Fixed(score, 1) : "",
            paper is { } value && arm.Arm.Kind != ArmKind.Base ? NumberText.Points((value - PaperNumbers.Base) / 100) : "",
        ];
        if (isSelma)
        {
            table.AddStrong(arm.Title, cells);
        }
        else
        {
            table.Add(arm.Title, cells);
        }
    }

    private static Html Plot(BenchmarkScores benchmark, List<ScoredArm> arms, int number)
    {
        var rows = arms.Select(arm => (arm.Arm.Name, Points(arm.Scores.AgainstBase!.DsgMicro))).ToList();
        var words = string.Join("; ", rows.Select(row => $"{row.Name} {NumberText.Points(row.Item2.Value / 100)}"));
        return Section.Figure(
            DifferencePlot.Draw($"arms{number}", $"Difference of each arm from the base in points: {words}.", rows),
            $"Difference of each arm from the base on {benchmark.Name}, in points of dsg_micro, with 95 % intervals. Right of the line is better than the base.");
    }

    private static Bar Points(Scores.ScoreDifference difference) => new(100 * difference.Difference, 100 * difference.Low, 100 * difference.High);
}
