namespace Selma.Core.Prompts;

/// <summary>How far two texts share a longest common subsequence of words.</summary>
/// <param name="Precision">Its length over the prediction's, 0..1.</param>
/// <param name="Recall">Its length over the target's, 0..1.</param>
/// <param name="FMeasure">The harmonic mean of the two, 0..1; not always the double nearest to it, see <see cref="RougeL"/>.</param>
public readonly record struct RougeScore(double Precision, double Recall, double FMeasure)
{
    /// <summary>The score of texts of known lengths.</summary>
    /// <param name="common">Length of the longest common subsequence.</param>
    /// <param name="target">Words of the target.</param>
    /// <param name="prediction">Words of the prediction.</param>
    internal static RougeScore Of(int common, int target, int prediction)
    {
        if (common == 0)
        {
            return default;
        }

        var precision = common / (double)prediction;
        var recall = common / (double)target;
        return new(precision, recall, F(precision, recall));
    }

    /// <summary>The F-measure alone; the same bits whichever of the two lengths comes first.</summary>
    internal static double F(int common, int first, int second) =>
        common == 0 ? 0 : F(common / (double)first, common / (double)second);

    // In this order of operations and in doubles, as rouge_score computes it: 4 of 5 words give 0.8000000000000002, 4 of 4 and 6 give 0.8.
    private static double F(double precision, double recall) => 2 * precision * recall / (precision + recall);
}
