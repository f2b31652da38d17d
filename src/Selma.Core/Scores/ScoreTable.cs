using Selma.Core.Scores.Statistics;

namespace Selma.Core.Scores;

/// <summary>What all scores of an arm are made of: sums for each prompt, so that any choice of prompts gives its scores by division.</summary>
/// <remarks>
/// Columns in pairs of numerator and denominator: all questions, all items, each category's questions, each source's questions, each
/// source's items. Question scores are whole numbers, so sums of them are exact in any order.
/// </remarks>
internal sealed class ScoreTable
{
    private ScoreTable(IReadOnlyList<string> categories, IReadOnlyList<string> sources, IReadOnlyList<double[]> rows)
    {
        Categories = categories;
        Sources = sources;
        Rows = rows;
        Total = new double[Width(categories.Count, sources.Count)];
        foreach (var row in rows)
        {
            for (var i = 0; i < Total.Length; i++)
            {
                Total[i] += row[i];
            }
        }
    }

    /// <summary>Categories of questions, the largest first.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Sources of prompts, in the order of the items.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>A row for each item.</summary>
    public IReadOnlyList<double[]> Rows { get; }

    /// <summary>The sums over all items.</summary>
    public double[] Total { get; }

    /// <summary>The mean over all questions.</summary>
    public static Ratio Micro => Column(0);

    /// <summary>The mean over all items.</summary>
    public static Ratio Macro => Column(1);

    /// <summary>The mean over a category's questions.</summary>
    public static Ratio Category(int category) => Column(2 + category);

    /// <summary>The mean over a source's questions.</summary>
    public Ratio SourceMicro(int source) => Column(2 + Categories.Count + source);

    /// <summary>The mean over a source's items.</summary>
    public Ratio SourceMacro(int source) => Column(2 + Categories.Count + Sources.Count + source);

    /// <summary>Tabulates items, with all of their images or with one of each.</summary>
    public static ScoreTable Of(IReadOnlyList<ScoredItem> items, int? image = null)
    {
        string[] categories =
        [
            .. items.SelectMany(item => item.Images[0].Questions).CountBy(question => question.Category)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key),
        ];
        string[] sources = [.. items.Select(item => item.Source).Distinct()];
        return new(categories, sources, [.. items.Select(item => Row(
            image is { } one ? [item.Images[one]] : item.Images, categories, Array.IndexOf(sources, item.Source), sources.Length))]);
    }

    /// <summary>The same columns again behind these: two arms on the same prompts.</summary>
    /// <returns>Rows, and how far the other arm's columns are shifted.</returns>
    public (IReadOnlyList<double[]> Rows, int Shift) Beside(ScoreTable other) =>
        ([.. Rows.Zip(other.Rows, (mine, theirs) => (double[])[.. mine, .. theirs])], Total.Length);

    private static double[] Row(IReadOnlyList<ScoredImage> images, string[] categories, int source, int sources)
    {
        var row = new double[Width(categories.Length, sources)];
        foreach (var question in images.SelectMany(image => image.Questions))
        {
            Add(row, Micro, question.Score, 1);
            Add(row, Category(Array.IndexOf(categories, question.Category)), question.Score, 1);
        }

        Add(row, Column(2 + categories.Length + source), row[0], row[1]);
        var mean = images.Average(image => image.ScoreMacroRule);
        Add(row, Macro, mean, 1);
        Add(row, Column(2 + categories.Length + sources + source), mean, 1);
        return row;
    }

    private static void Add(double[] row, Ratio ratio, double numerator, double denominator)
    {
        row[ratio.Numerator] += numerator;
        row[ratio.Denominator] += denominator;
    }

    private static Ratio Column(int pair) => new(2 * pair, (2 * pair) + 1);

    private static int Width(int categories, int sources) => 2 * (2 + categories + (2 * sources));
}
