using Selma.Core.Reports.Markup;

namespace Selma.Core.Reports.Sections;

/// <summary>How the numbers were made, and how good the answerer is.</summary>
internal static class MethodSection
{
    /// <summary>The section.</summary>
    public static Section Of(ReportContent content)
    {
        var scores = content.Benchmarks[0].Base.Scores;
        var unparsed = content.Benchmarks.SelectMany(benchmark => benchmark.Arms).Sum(arm => arm.Scores.UnparsedAnswers);
        string[] sentences =
        [
            $"Every arm draws {scores.ImagesPerPrompt} image{(scores.ImagesPerPrompt == 1 ? "" : "s")} a prompt with the same seeds. The answerer ({scores.Answerer}) answers DSG's yes/no questions about each; the right answer is always yes, and a question counts only if the questions it builds on are answered with yes.",
            $"Intervals are 95 % percentile intervals of a paired bootstrap over prompts with {NumberText.Count(scores.Resamples)} resamples; p is twice the smaller share of resamples at or beyond 0.",
            "A difference counts as shown only if its interval excludes 0 and it exceeds what the generation seed alone does, where that was measured.",
            $"{NumberText.Count(unparsed)} answers were neither yes nor no, and count as wrong.",
            .. content.Answerer is { } answerer ? Accuracy(answerer) : Array.Empty<string>(),
        ];
        return new("method", "How this was measured", Html.Tag("ul", sentences.Select(sentence => (Html)Html.Tag("li", sentence))));
    }

    private static string[] Accuracy(AnswererAccuracy answerer) =>
    [
        $"On scenes that fulfil their prompts, the answerer is right for {NumberText.Percent(answerer.Rendered)} % of {NumberText.Count(answerer.Questions)} questions when they are rendered " +
        $"and for {NumberText.Percent(answerer.ThroughAutoencoder)} % after the model's autoencoder: no arm can be expected above that.",
    ];
}
