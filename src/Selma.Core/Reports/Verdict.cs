using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>What a difference says: it counts only if its interval excludes 0 and it exceeds what generation seeds alone do.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Difference">The difference.</param>
/// <param name="Noise">The larger standard deviation over generation seeds of the two arms; null where it was not measured.</param>
internal sealed record Verdict(VerdictKind Kind, ScoreDifference Difference, double? Noise)
{
    /// <summary>Whether the interval excludes 0 and only the seeds' noise leaves the difference unclear.</summary>
    public bool IsWithinNoise => Kind == VerdictKind.Unclear && (Difference.Low > 0 || Difference.High < 0);

    /// <summary>Judges a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="noises">Standard deviations over generation seeds, where they are known.</param>
    public static Verdict Of(ScoreDifference difference, params IEnumerable<double?> noises)
    {
        var noise = noises.Max();
        var counts = noise is null || Math.Abs(difference.Difference) > noise;
        var kind = counts && difference.Low > 0 ? VerdictKind.Helps : counts && difference.High < 0 ? VerdictKind.Harms : VerdictKind.Unclear;
        return new(kind, difference, noise);
    }

    /// <summary>Judges a merged arm by the paper's rule.</summary>
    public static Verdict Micro(BenchmarkScores benchmark, ScoredArm arm) =>
        Of(arm.Scores.AgainstBase!.DsgMicro, benchmark.Base.Scores.SeedNoise?.DsgMicro, arm.Scores.SeedNoise?.DsgMicro);

    /// <summary>Judges a merged arm by DSG's own rule.</summary>
    public static Verdict Macro(BenchmarkScores benchmark, ScoredArm arm) =>
        Of(arm.Scores.AgainstBase!.DsgMacro, benchmark.Base.Scores.SeedNoise?.DsgMacro, arm.Scores.SeedNoise?.DsgMacro);
}
