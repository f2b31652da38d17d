namespace Selma.Core.Reports;

/// <summary>What the paper claims of merging (Table 2), tested: against the best expert, against joint training, and with more skills.</summary>
internal static class MergeClaims
{
    /// <summary>A sentence for each claim that the arms allow to test.</summary>
    public static IEnumerable<string> Sentences(ReportContent content, BenchmarkScores benchmark, ScoredArm merged)
    {
        if (benchmark.Experts.MaxBy(arm => arm.Scores.DsgMicro.Value) is { } best)
        {
            yield return $"{Counted(benchmark)} The best, {best.Arm.Skills[0]}, has {NumberText.Percent(best.Scores.DsgMicro.Value)} %; " +
                $"merged against it (chosen on these same prompts, which favours it): {Against(content, merged, best)}.";
        }

        if (benchmark.Joint is { } joint)
        {
            yield return $"One LoRA trained on the images of {joint.Arm.Skills.Count} skills together ({joint.Arm.Name}) has {NumberText.Percent(joint.Scores.DsgMicro.Value)} %; " +
                $"merged against it: {Against(content, merged, joint)}.";
        }

        foreach (var smaller in benchmark.Arms.Where(arm => arm.Arm.Kind == ArmKind.Merged && arm.Arm.Skills.Count < merged.Arm.Skills.Count))
        {
            yield return $"Merging {merged.Arm.Skills.Count} experts against merging {smaller.Arm.Skills.Count}: {Against(content, merged, smaller)}.";
        }
    }

    private static string Counted(BenchmarkScores benchmark)
    {
        var kinds = benchmark.Experts.Select(arm => Verdict.Micro(benchmark, arm).Kind).ToList();
        return $"Single experts better than the base beyond chance: {kinds.Count(kind => kind == VerdictKind.Helps)} of {kinds.Count}; " +
            $"worse: {kinds.Count(kind => kind == VerdictKind.Harms)}.";
    }

    private static string Against(ReportContent content, ScoredArm merged, ScoredArm other)
    {
        var difference = merged.Scores.Against(other.Scores, content.Cancellation).DsgMicro;
        var verdict = Verdict.Of(difference, merged.Scores.SeedNoise?.DsgMicro, other.Scores.SeedNoise?.DsgMicro);
        var word = verdict.Kind switch
        {
            VerdictKind.Helps => "better beyond chance",
            VerdictKind.Harms => "worse beyond chance",
            _ => "no difference shown",
        };
        return $"{NumberText.Points(difference.Difference)} points, {NumberText.Range(difference.Low, difference.High)}, {NumberText.P(difference.P)} ({word})";
    }
}
