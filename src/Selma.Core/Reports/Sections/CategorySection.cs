using Selma.Core.Reports.Markup;
using Selma.Core.Reports.Plots;
using Selma.Core.Scores;

namespace Selma.Core.Reports.Sections;

/// <summary>The paper's Table 7: categories of questions, as a table and as bars.</summary>
internal static class CategorySection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content) => new(
        "categories", "Table 7: categories of questions",
        Html.Join(content.Benchmarks.Where(benchmark => benchmark.Merged is not null).Select((benchmark, i) => Body(benchmark, benchmark.Merged!.Scores, i))));

    private static Html Body(BenchmarkScores benchmark, ScoreFile merged, int number)
    {
        var before = benchmark.Base.Scores.Categories.ToDictionary(category => category.Name);
        var rows = merged.Categories.Where(category => before.ContainsKey(category.Name)).ToList();
        var table = new Table(
            $"Questions right by category on {benchmark.Name}, in percent, base and merged; and the paper's base → SELMA on DSG-1k.",
            ["category", "questions", "base", "merged", "difference", "p", .. PaperNumbers.Table1.Select(row => (Html)$"paper, {row.Model}")]);
        foreach (var category in rows)
        {
            Add(table, before[category.Name], category, merged.AgainstBase!.Categories.First(difference => difference.Name == category.Name));
        }

        var words = string.Join("; ", rows.Select(category => $"{category.Name} {NumberText.Percent(before[category.Name].Value)} to {NumberText.Percent(category.Value)}"));
        var plot = BarPlot.Draw(
            $"categories{number}", $"Questions right by category in percent, base to merged: {words}.", [.. rows.Select(category => category.Name)],
            [.. rows.Select(category => Percent(before[category.Name]))], [.. rows.Select(Percent)]);
        var caption = $"Questions right by category on {benchmark.Name}, with 95 % intervals.";
        return Html.Join(Section.Figure(plot, Section.Legend("base, above in each row", "merged, below"), caption), table.ToHtml());
    }

    private static void Add(Table table, CategoryScore before, CategoryScore after, NamedDifference difference) => table.Add(
        after.Name,
        [
            NumberText.Count(after.Questions),
            NumberText.Score(new(before.Value, before.Low, before.High)),
            NumberText.Score(new(after.Value, after.Low, after.High)),
            NumberText.Difference(difference.Difference, difference.Low, difference.High),
            NumberText.P(difference.P)[2..].TrimStart('=', ' '),
            .. (PaperNumbers.Category(after.Name) ?? []).Select(row => (Html)$"{NumberText.Fixed(row.Base, 1)} → {NumberText.Fixed(row.Selma, 1)}"),
        ]);

    private static Bar Percent(CategoryScore category) => new(100 * category.Value, 100 * category.Low, 100 * category.High);
}
