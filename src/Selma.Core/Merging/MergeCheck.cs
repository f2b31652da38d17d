namespace Selma.Core.Merging;

/// <summary>Whether settings can be followed.</summary>
internal static class MergeCheck
{
    /// <exception cref="SelmaException">SELMA2231: they cannot.</exception>
    public static void ThrowIfUnfit(MergeMethod method, MergeSettings settings, int experts)
    {
        if (Fault(method, settings, experts) is { } fault)
        {
            throw new SelmaException("SELMA2231", fault);
        }
    }

    private static string? Fault(MergeMethod method, MergeSettings settings, int experts) => settings switch
    {
        _ when experts == 0 => "There is no expert to merge. Give the experiment at least one skill.",
        { Weights: not null } when !method.Reads.Contains("weights") => $"'{method.Name}' weights experts itself. Remove 'merge.weights'.",
        { Weights: { } weights } when weights.Count != experts =>
            $"'merge.weights' are {weights.Count}, and there are {experts} experts. Give a weight for each, or none.",
        { Weights: { } weights, Method: "mergekit_linear" } when weights.Sum() == 0 =>
            "'merge.weights' add up to 0, and 'mergekit_linear' divides by their sum. Give other weights, or use 'cat'.",
        { Rank: < 1 } => $"'merge.rank' is {settings.Rank}. Give 1 or more, or none.",
        { Rank: not null } when !method.Reads.Contains("rank") => $"The rank of '{method.Name}' follows from the experts'. Remove 'merge.rank', or use 'svd'.",
        { Density: not (> 0 and <= 1) } => $"'merge.density' is {settings.Density}. Give a share above 0 and up to 1.",
        { MajoritySignMethod: not ("total" or "frequency") } => $"'merge.majority_sign_method' is '{settings.MajoritySignMethod}'. Use total or frequency.",
        { Decomposition: not ("exact" or RangeFinder.Name) } => $"'merge.decomposition' is '{settings.Decomposition}'. Use exact or randomized.",
        { Decomposition: RangeFinder.Name } when !method.Reads.Contains("decomposition") =>
            $"'{method.Name}' cuts no update to a rank that could be sketched. Remove 'merge.decomposition'.",
        { Method: "lego", Strength: < 0 } => "'merge.strength' is below 0, of which 'lego' takes a root. Give 0 or more.",
        { Method: "cat_learned", Coefficients: null } => "'cat_learned' needs 'merge.coefficients', the experts' weights at each layer, or 'merge.steps' to learn them.",
        { Exports: { } exports } when exports.Except(MergeExports.Names).FirstOrDefault() is { } unknown =>
            $"'merge.exports' names '{unknown}'. Use some of {string.Join(", ", MergeExports.Names)}.",
        _ => null,
    };
}
