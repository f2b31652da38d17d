using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>Which questions merging fixed and which it broke, on the first image of each prompt.</summary>
internal static class Changes
{
    /// <summary>Questions of a prompt that one image gets right and the other does not.</summary>
    /// <param name="before">The base's item.</param>
    /// <param name="after">The merged model's item of the same prompt.</param>
    public static (int Fixed, int Broken) Of(ScoredItem before, ScoredItem after)
    {
        var pairs = before.Images[0].Questions.Zip(after.Images[0].Questions, (was, became) => became.Score - was.Score).ToList();
        return (pairs.Count(change => change > 0), pairs.Count(change => change < 0));
    }

    /// <summary>How many prompts have any.</summary>
    public static string Sentence(BenchmarkScores benchmark, ScoredArm merged)
    {
        var changes = benchmark.Base.Scores.Items.Zip(merged.Scores.Items, Of).ToList();
        return $"Looking at the first image of each of {NumberText.Count(changes.Count)} prompts, merging fixed at least one question in {changes.Count(change => change.Fixed > 0)} " +
            $"and broke at least one in {changes.Count(change => change.Broken > 0)}.";
    }
}
