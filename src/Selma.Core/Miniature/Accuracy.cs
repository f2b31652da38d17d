using System.Globalization;
using Selma.Core.World;

namespace Selma.Core.Miniature;

/// <summary>How many questions images answer rightly, by DSG's rule: one counts as right only if those it builds on are right too.</summary>
/// <param name="Overall">Mean over prompts of the share of right answers, 0..1.</param>
/// <param name="StandardError">Of <paramref name="Overall"/>.</param>
/// <param name="Questions">Number of questions.</param>
/// <param name="Right">Share of right answers over all questions, 0..1.</param>
/// <param name="Categories">The same by category.</param>
/// <param name="Styles">Mean over prompts by style.</param>
public sealed record Accuracy(
    double Overall,
    double StandardError,
    int Questions,
    double Right,
    IReadOnlyDictionary<string, double> Categories,
    IReadOnlyDictionary<string, double> Styles)
{
    /// <summary>Asks every prompt's questions about its image.</summary>
    /// <param name="prompts">Prompts with their questions.</param>
    /// <param name="images">64x64 RGB bytes, one image a prompt.</param>
    internal static Accuracy Of(IReadOnlyList<BenchmarkPrompt> prompts, IReadOnlyList<byte[]> images)
    {
        var answers = prompts.Zip(images).AsParallel().AsOrdered()
            .Select(pair => SceneAnswerer.AnswerAll(pair.First.Questions, SceneAnswerer.Parse(pair.Second))).ToArray();
        var scores = answers.Select(Share).ToArray();
        var overall = scores.Average();
        var variance = scores.Sum(score => (score - overall) * (score - overall)) / Math.Max(1, scores.Length - 1);
        var asked = prompts.Zip(answers).SelectMany(pair => pair.First.Questions.Zip(pair.Second)).ToArray();
        return new(
            overall,
            Math.Sqrt(variance / scores.Length),
            asked.Length,
            Share([.. asked.Select(item => item.Second)]),
            Shares(asked.Select(item => (item.First.Category, item.Second ? 1.0 : 0))),
            Shares(prompts.Zip(scores).Select(pair => (pair.First.Style, pair.Second))));
    }

    /// <summary>Lines for people.</summary>
    public IEnumerable<string> Lines(string title)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {100 * Overall:F1} % (standard error {100 * StandardError:F1}); {100 * Right:F1} % of {Questions} questions");
        yield return "  by category  " + Row(Categories);
        yield return "  by style     " + Row(Styles);
    }

    private static string Row(IReadOnlyDictionary<string, double> shares) =>
        string.Join("  ", shares.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {100 * pair.Value:F1}")));

    private static double Share(bool[] answers) => answers.Length == 0 ? 1 : answers.Count(right => right) / (double)answers.Length;

    private static SortedDictionary<string, double> Shares(IEnumerable<(string Name, double Value)> values) =>
        new(values.GroupBy(item => item.Name).ToDictionary(group => group.Key, group => group.Average(item => item.Value)), StringComparer.Ordinal);
}
