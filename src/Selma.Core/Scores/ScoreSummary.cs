using Selma.Core.Scores.Statistics;

namespace Selma.Core.Scores;

/// <summary>Makes a score file's numbers from scored images.</summary>
/// <param name="seed">The experiment's seed.</param>
/// <param name="resamples">Resamples of the bootstrap.</param>
/// <param name="cancellation">Stops between resamples.</param>
internal sealed class ScoreSummary(ulong seed, int resamples, CancellationToken cancellation)
{
    /// <summary>Names the random numbers of resamples: the same for all arms and benchmarks, so that their intervals compare.</summary>
    private const string Stream = "scores/bootstrap";

    /// <summary>Sums an arm up.</summary>
    /// <param name="inputs">Names.</param>
    /// <param name="answerer">Who answered.</param>
    /// <param name="items">Every prompt with its scored images.</param>
    /// <param name="other">The base's scores on the same prompts; null for the base.</param>
    public ScoreFile Of(ScoreInputs inputs, string answerer, IReadOnlyList<ScoredItem> items, ScoreFile? other)
    {
        var table = ScoreTable.Of(items);
        var bootstrap = Bootstrap.Of(table.Rows, seed, Stream, resamples, cancellation);
        return new()
        {
            Arm = inputs.Arm,
            Benchmark = inputs.Benchmark,
            Answerer = answerer,
            ImagesPerPrompt = items[0].Images.Count,
            Prompts = items.Count,
            Questions = items.Sum(item => item.Images[0].Questions.Count),
            UnparsedAnswers = items.SelectMany(item => item.Images).SelectMany(image => image.Questions).Count(question => question.Answer is not ("yes" or "no")),
            Resamples = resamples,
            Seed = seed,
            DsgMicro = Interval(table, bootstrap, ScoreTable.Micro),
            DsgMacro = Interval(table, bootstrap, ScoreTable.Macro),
            SeedNoise = SeedNoise(items),
            Categories = [.. table.Categories.Select((name, i) => Category(name, items, Interval(table, bootstrap, ScoreTable.Category(i))))],
            Sources = [.. table.Sources.Select((name, i) => Source(
                name, items, Interval(table, bootstrap, table.SourceMicro(i)), Interval(table, bootstrap, table.SourceMacro(i))))],
            AgainstBase = other is null ? null : Compare(items, other.Items),
            Items = items,
        };
    }

    /// <summary>Compares two arms on the same prompts.</summary>
    public BaseComparison Compare(IReadOnlyList<ScoredItem> items, IReadOnlyList<ScoredItem> others)
    {
        var (table, other) = (ScoreTable.Of(items), ScoreTable.Of(others));
        var (rows, shift) = table.Beside(other);
        var bootstrap = Bootstrap.Of(rows, seed, Stream, resamples, cancellation);
        ScoreDifference Difference(Ratio ratio)
        {
            var sorted = bootstrap.Sorted(ratio, new(ratio.Numerator + shift, ratio.Denominator + shift));
            var (low, high) = Bootstrap.Interval(sorted);
            return new(ratio.Of(table.Total) - ratio.Of(other.Total), low, high, Bootstrap.P(sorted));
        }

        return new(
            Difference(ScoreTable.Micro),
            Difference(ScoreTable.Macro),
            [.. table.Categories.Select((name, i) => Named(name, Difference(ScoreTable.Category(i))))],
            [.. table.Sources.Select((name, i) => Named(name, Difference(table.SourceMicro(i))))]);
    }

    private static ScoreInterval Interval(ScoreTable table, Bootstrap bootstrap, Ratio ratio)
    {
        var (low, high) = Bootstrap.Interval(bootstrap.Sorted(ratio));
        return new(ratio.Of(table.Total), low, high);
    }

    private static SeedNoise? SeedNoise(IReadOnlyList<ScoredItem> items)
    {
        var seeds = Enumerable.Range(0, items[0].Images.Count).Select(image => ScoreTable.Of(items, image).Total).ToArray();
        return seeds.Length < 2 ? null : new(Deviation(seeds, ScoreTable.Micro), Deviation(seeds, ScoreTable.Macro));
    }

    private static double Deviation(double[][] seeds, Ratio ratio)
    {
        double[] values = [.. seeds.Select(sums => ratio.Of(sums))];
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static CategoryScore Category(string name, IReadOnlyList<ScoredItem> items, ScoreInterval score) => new(
        name, items.Sum(item => item.Images[0].Questions.Count(question => question.Category == name)), score.Value, score.Low, score.High);

    private static SourceScore Source(string name, IReadOnlyList<ScoredItem> items, ScoreInterval micro, ScoreInterval macro)
    {
        ScoredItem[] own = [.. items.Where(item => item.Source == name)];
        return new(name, own.Length, own.Sum(item => item.Images[0].Questions.Count), micro, macro);
    }

    private static NamedDifference Named(string name, ScoreDifference difference) =>
        new(name, difference.Difference, difference.Low, difference.High, difference.P);
}
