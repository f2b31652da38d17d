namespace Selma.Core.Merging;

/// <summary>The ways to merge.</summary>
public static class MergeMethods
{
    private static readonly MergeMethod[] Table =
    [
        // The paper's words (section 3.4): average the factors into one pair A, B of the experts' rank.
        new("paper", SameRank: true, SameStart: true, Mean, FactorMean.Merge),

        // The released inference/img_gen_merge.py: every expert stays active, weighted by 1 / len(model id).
        new("released", SameRank: false, SameStart: false, LengthOfModelId, Concatenation.Merge),

        // The mean of the experts' updates, exactly, as factors of rank r L.
        new("uniform", SameRank: false, SameStart: false, Mean, Concatenation.Merge),
    ];

    /// <summary>The names of the ways to merge.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(method => method.Name)];

    /// <summary>The way of a name.</summary>
    /// <exception cref="SelmaException">SELMA2231: there is none of this name.</exception>
    internal static MergeMethod Find(string name) => Array.Find(Table, method => method.Name == name)
        ?? throw new SelmaException("SELMA2231", $"'{name}' is no way to merge. Use one of {string.Join(", ", Names)}.");

    private static double Mean(MergeSettings settings, int experts) => 1.0 / experts;

    private static double LengthOfModelId(MergeSettings settings, int experts) => settings.ModelIdLength > 0
        ? 1.0 / settings.ModelIdLength
        : throw new SelmaException("SELMA2231", "'merge.method: released' divides by the length of the model's id, and this model has none. Use 'uniform'.");
}
