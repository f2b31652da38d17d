using Selma.Core.Scores;
using Selma.Core.Scores.Statistics;

namespace Selma.Core.Reports;

/// <summary>Two arms on the same prompts, where no score file compares them.</summary>
public static class ScorePair
{
    /// <summary>How much one arm is better than another by <c>dsg_micro</c>: a paired bootstrap, the prompt being the unit.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="other">What it is compared with: the same prompts in the same order.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="resamples">Resamples of the bootstrap.</param>
    /// <param name="cancellation">Stops between resamples.</param>
    public static ScoreDifference Compare(ScoreFile arm, ScoreFile other, ulong seed, int resamples, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(other);
        var rows = arm.Items.Zip(other.Items, (mine, theirs) => (double[])[Right(mine), Right(theirs), mine.Images[0].Questions.Count]).ToList();
        var bootstrap = Bootstrap.Of(rows, seed, $"report/{arm.Benchmark}/{arm.Arm}/{other.Arm}", resamples, cancellation);
        var sorted = bootstrap.Sorted(new(0, 2), new(1, 2));
        var interval = Bootstrap.Interval(sorted);
        return new(arm.DsgMicro.Value - other.DsgMicro.Value, interval.Low, interval.High, Bootstrap.P(sorted));
    }

    /// <summary>Questions of a prompt that count as right, on average over its images.</summary>
    private static double Right(ScoredItem item) => item.Images.Average(image => (double)image.Questions.Sum(question => question.Score));
}
