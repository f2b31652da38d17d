using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>Every arm on every source of prompts.</summary>
internal static class SourceSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) =>
        new("sources", "Sources of prompts", Html.Join(content.Benchmarks.Select(Body)));

    private static Html Body(BenchmarkScores benchmark)
    {
        var sources = benchmark.Base.Scores.Sources;
        var table = new Table(
            $"dsg_micro by source of prompts on {benchmark.Name}, in percent; the number of prompts stands in each head.",
            ["arm", .. sources.Select(source => (Html)$"{source.Name} ({source.Prompts})")]);
        foreach (var arm in benchmark.Arms)
        {
            table.Add(arm.Arm.Name, arm.Scores.Sources.Select(source => NumberText.Score(source.DsgMicro)));
        }

        if (benchmark.Merged is { } merged)
        {
            table.AddStrong("merged − base", merged.Scores.AgainstBase!.Sources.Select(source => NumberText.Difference(source.Difference, source.Low, source.High)));
        }

        return table.ToHtml();
    }
}
