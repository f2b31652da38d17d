using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>Did SELMA help, by how much, and how far can that be trusted.</summary>
internal static class SummarySection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var benchmark = content.Benchmarks[0];
        return new("summary", "Summary", benchmark.Merged is { } merged ? Body(content, benchmark, merged) : Section.Text("Nothing was merged, so there is nothing to judge."));
    }

    private static Html Body(ReportContent content, BenchmarkScores benchmark, ScoredArm merged)
    {
        var verdict = Verdict.Micro(benchmark, merged);
        string[] sentences =
        [
            .. SummaryText.Sentences(benchmark, merged),
            .. MergeClaims.Sentences(content, benchmark, merged),
            Changes.Sentence(benchmark, merged),
        ];
        return Html.Join(
            Html.Tag("p", Html.Tag("strong", SummaryText.Headline(verdict))).Class("verdict " + verdict.Kind.ToString().ToLowerInvariant()),
            Html.Tag("div", Card("base", Score(benchmark.Base), "% of questions right"), Card("merged", Score(merged), "% of questions right"), Gain(verdict)).Class("cards"),
            Html.Tag("ul", sentences.Select(sentence => (Html)Html.Tag("li", sentence))));
    }

    private static HtmlElement Gain(Verdict verdict)
    {
        var difference = verdict.Difference;
        return Card(
            "difference",
            NumberText.Exact(difference.Difference, NumberText.Points(difference.Difference)),
            $"points, 95 % interval {NumberText.Range(difference.Low, difference.High)}, {NumberText.P(difference.P)}");
    }

    private static Html Score(ScoredArm arm) => NumberText.Exact(arm.Scores.DsgMicro.Value, NumberText.Percent(arm.Scores.DsgMicro.Value));

    private static HtmlElement Card(string name, Html value, string unit) => Html.Tag(
        "div", Html.Tag("span", name).Class("name"), Html.Tag("span", value).Class("value"), Html.Tag("span", unit).Class("unit")).Class("card");
}
