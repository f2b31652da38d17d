using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>The summary in words: every sentence follows from the numbers.</summary>
internal static class SummaryText
{
    /// <summary>The verdict in one sentence.</summary>
    public static string Headline(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Helps => "SELMA helped: the merged model follows its prompts better than the base.",
        VerdictKind.Harms => "SELMA did harm: the merged model follows its prompts worse than the base.",
        _ => "No difference could be shown between the merged model and the base.",
    };

    /// <summary>By how much, and how far that can be trusted.</summary>
    public static IEnumerable<string> Sentences(BenchmarkScores benchmark, ScoredArm merged)
    {
        var verdict = Verdict.Micro(benchmark, merged);
        var (scores, difference) = (merged.Scores, verdict.Difference);
        yield return $"On {NumberText.Count(scores.Prompts)} prompts with {NumberText.Count(scores.Questions)} questions ({benchmark.Name}), " +
            $"{NumberText.Percent(scores.DsgMicro.Value)} % of the merged model's answers are right and {NumberText.Percent(benchmark.Base.Scores.DsgMicro.Value)} % of the base's: " +
            $"{NumberText.Points(difference.Difference)} points, 95 % interval {NumberText.Range(difference.Low, difference.High)}, {NumberText.P(difference.P)} (dsg_micro, the paper's rule).";
        yield return Doubt(verdict);
        yield return ByOtherRule(verdict, Verdict.Macro(benchmark, merged));
        yield return Categories(scores.AgainstBase!.Categories);
        yield return AsInThePaper(verdict);
    }

    private static string Doubt(Verdict verdict) => verdict switch
    {
        { IsWithinNoise: true } => $"The interval excludes 0, but the difference does not exceed what the generation seed alone does (standard deviation {NumberText.Percent(verdict.Noise!.Value)} points), so it does not count.",
        { Kind: VerdictKind.Unclear } => $"The interval includes 0: the data fit anything from {Change(verdict.Difference.Low)} to {Change(verdict.Difference.High)}.",
        { Noise: { } noise } => $"The interval excludes 0, and the difference exceeds what the generation seed alone does (standard deviation {NumberText.Percent(noise)} points).",
        _ => "The interval excludes 0. How much the generation seed alone does was not measured: that takes two images a prompt.",
    };

    private static string Change(double points) => points < 0
        ? $"a loss of {NumberText.Percent(-points)} points"
        : $"a gain of {NumberText.Percent(points)} points";

    private static string ByOtherRule(Verdict micro, Verdict macro)
    {
        var difference = macro.Difference;
        var relation = micro.Kind == macro.Kind ? "the same verdict" : $"another verdict: {Word(macro.Kind)}";
        return $"By DSG's own rule (dsg_macro), the difference is {NumberText.Points(difference.Difference)} points, {NumberText.Range(difference.Low, difference.High)}, {NumberText.P(difference.P)}: {relation}.";
    }

    private static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Helps => "SELMA helped",
        VerdictKind.Harms => "SELMA did harm",
        _ => "no difference shown",
    };

    private static string Categories(IReadOnlyList<NamedDifference> categories)
    {
        var better = List(categories.Where(category => category.Low > 0).OrderByDescending(category => category.Difference));
        var worse = List(categories.Where(category => category.High < 0).OrderBy(category => category.Difference));
        return $"Of {categories.Count} categories of questions, {better ?? "none"} got better beyond chance, and {worse ?? "none"} got worse" +
            (categories.Count > 1 ? "; with that many looked at, one in twenty intervals misses by chance alone." : ".");
    }

    private static string? List(IEnumerable<NamedDifference> categories)
    {
        string[] names = [.. categories.Select(category => $"{category.Name} ({NumberText.Points(category.Difference)})")];
        return names.Length == 0 ? null : string.Join(", ", names);
    }

    private static string AsInThePaper(Verdict verdict)
    {
        var gains = string.Join(", ", PaperNumbers.Table1.Select(row => $"{NumberText.Points((row.Selma - row.Base) / 100)} for {row.Model}"));
        var relation = verdict.Kind switch
        {
            VerdictKind.Helps => "the direction here is the same",
            VerdictKind.Harms => "the direction here is the opposite",
            _ => "here no direction could be shown",
        };
        return $"The paper reports {gains} on DSG-1k. Its models, prompts and answerer are others, so sizes do not compare; {relation}.";
    }
}
