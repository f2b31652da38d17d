namespace Selma.Core.Merging;

/// <summary>The ways to merge. docs/merging.md gives their formulas.</summary>
public static class MergeMethods
{
    private const string Peft = "PEFT 0.21.2, add_weighted_adapter";
    private const string Mergekit = "mergekit a6e4028";
    private const int Decomposed = 2; // of those with a singular value decomposition: QR comes first where it is cheaper, other rounding
    private static readonly Combination Sum = new(Sparsity.None, Elects: false);
    private static readonly Combination Largest = new(Sparsity.Magnitude, Elects: false);
    private static readonly Combination Ties = new(Sparsity.Magnitude, Elects: true);
    private static readonly Combination Dare = new(Sparsity.Random, Elects: false);
    private static readonly Combination DareTies = new(Sparsity.Random, Elects: true);
    private static readonly string[] Pruned = ["weights", "density"];
    private static readonly string[] Elected = ["weights", "density", "majority_sign_method"];
    private static readonly string[] Drawn = ["weights", "density", "seed"];
    private static readonly string[] DrawnAndElected = ["weights", "density", "majority_sign_method", "seed"];

    private static readonly MergeMethod[] Table =
    [
        // The paper's words (section 3.4): average the factors into one pair A, B of the experts' rank.
        new("paper", "SELMA, section 3.4", layer => FactorMean.Merge(layer.Experts, layer.Weights))
        {
            SameRank = true, SameStart = true, Rank = ExpertsRank, Numbers = MergeNumbers.Mean,
        },

        // The released inference/img_gen_merge.py: every expert stays active, weighted by 1 / len(model id).
        Weighted("released", "SELMA, img_gen_merge.py", Blend.Given) with { Weight = LengthOfModelId },

        // The mean of the experts' updates, exactly, as factors of rank r L.
        Weighted("uniform", "SELMA, section 3.4, read as the mean of updates", Blend.Given),

        Factors("linear", "Task Arithmetic, arXiv 2212.04089; " + Peft, Sum, ["weights"]),
        Weighted("cat", Peft, Blend.Given),
        new("svd", Peft, CoreMerge.Svd) { Version = Decomposed, Reads = ["weights", "rank", "decomposition"], Rank = ExpertsRank, Numbers = MergeNumbers.CoreSum },
        Factors("ties", "TIES, arXiv 2306.01708; " + Peft, Ties, Elected) with { Weight = One },
        Factors("dare_linear", "DARE, arXiv 2311.03099; " + Peft, Dare, Drawn),
        Factors("dare_ties", "DARE, arXiv 2311.03099; " + Peft, DareTies, DrawnAndElected) with { Weight = One },
        Factors("magnitude_prune", Peft, Largest, Pruned),
        Updates("ties_svd", "TIES, arXiv 2306.01708; " + Peft, Ties, Elected) with { Weight = One },
        Updates("dare_linear_svd", "DARE, arXiv 2311.03099; " + Peft, Dare, Drawn),
        Updates("dare_ties_svd", "DARE, arXiv 2311.03099; " + Peft, DareTies, DrawnAndElected) with { Weight = One },
        Updates("magnitude_prune_svd", Peft, Largest, Pruned),

        Weighted("mergekit_linear", "Model Soups, arXiv 2203.05482; " + Mergekit, Blend.Normalized) with { Weight = One },
        Updates("mergekit_ties", "TIES, arXiv 2306.01708; " + Mergekit, new MergekitCombination(Sparsity.Magnitude, Elects: true, Normalizes: true), Elected) with { Weight = One },
        Updates("mergekit_dare_linear", "DARE, arXiv 2311.03099; " + Mergekit, new MergekitCombination(Sparsity.Random, Elects: false, Normalizes: false), [.. Drawn, "rescale"]),
        Updates("mergekit_dare_ties", "DARE, arXiv 2311.03099; " + Mergekit, new MergekitCombination(Sparsity.Random, Elects: true, Normalizes: false), [.. DrawnAndElected, "rescale"]),
        Weighted("slerp", "Shoemake 1985; " + Mergekit, Blend.Spherical) with { Experts = 2, Reads = ["interpolation"] },
        Weighted("model_stock", "Model Stock, arXiv 2403.19522; " + Mergekit, Blend.ModelStock) with { Reads = [] },

        Aligned("knots_ties", "KnOTS, arXiv 2410.19735", Knots.With(Ties), [.. Elected, "decomposition"]) with { Numbers = MergeNumbers.Knotted(Ties) },
        Aligned("knots_dare_ties", "KnOTS, arXiv 2410.19735", Knots.With(DareTies), [.. DrawnAndElected, "decomposition"]) with { Numbers = MergeNumbers.Knotted(DareTies) },
        Aligned("core_ties", "Core Space, arXiv 2509.17786", CoreMerge.With(Ties), [.. Elected, "decomposition"]) with { Numbers = MergeNumbers.PrincipalCores(Ties) },
        Aligned("core_dare_ties", "Core Space, arXiv 2509.17786", CoreMerge.With(DareTies), [.. DrawnAndElected, "decomposition"]) with { Numbers = MergeNumbers.PrincipalCores(DareTies) },
        new("lego", "LoRA-LEGO, arXiv 2409.16167", Lego.Merge) { SameStart = true, Reads = ["rank", "strength", "seed"], Rank = ExpertsRank, Numbers = MergeNumbers.Clustered },
        Aligned("iso_c", "Iso-C, arXiv 2502.04959", CoreMerge.Isotropic, ["weights"]) with { Numbers = MergeNumbers.CoreSum },
        Aligned("tsv", "TSV-Merge, arXiv 2412.00081", SingularVectors.Merge, ["weights"]) with { Rank = ExpertsRank, Numbers = MergeNumbers.Vectors },
        Weighted("cat_learned", "CAT of LoRA Soups, arXiv 2410.13025", Blend.Learned) with
        {
            Reads = ["coefficients", "steps", "learning_rate", "samples", "train_batch_size"],
            Version = 2,
        },
    ];

    /// <summary>The names of the ways to merge.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(method => method.Name)];

    /// <summary>The version of a way to merge: raised whenever other bytes come out of the same inputs.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="SelmaException">SELMA2231: there is none of this name.</exception>
    public static int VersionOf(string name) => Find(name).Version;

    /// <summary>The way of a name.</summary>
    /// <exception cref="SelmaException">SELMA2231: there is none of this name.</exception>
    internal static MergeMethod Find(string name) => Array.Find(Table, method => method.Name == name)
        ?? throw new SelmaException("SELMA2231", $"'{name}' is no way to merge. Use one of {string.Join(", ", Names)}.");

    private static MergeMethod Weighted(string name, string source, Func<MergeLayer, IReadOnlyList<double>> shares) =>
        new(name, source, layer => Concatenation.Merge(layer.Experts, shares(layer))) { Shares = shares };

    private static MergeMethod Factors(string name, string source, Combination combination, string[] reads) =>
        new(name, source, FactorWise.With(combination))
        {
            SameRank = true, SameStart = true, Reads = reads, Rank = ExpertsRank, Numbers = MergeNumbers.FactorWise(combination),
        };

    private static MergeMethod Updates(string name, string source, Combination combination, string[] reads) =>
        new(name, source, UpdateWise.With(combination))
        {
            Reads = [.. reads, "rank", "decomposition"], Rank = ExpertsRank, Version = Decomposed, Numbers = MergeNumbers.UpdateWise(combination),
        };

    private static MergeMethod Updates(string name, string source, MergekitCombination combination, string[] reads) =>
        new(name, source, UpdateWise.With(combination))
        {
            Reads = [.. reads, "rank", "decomposition", "normalize", "strength"], Rank = ExpertsRank, Version = Decomposed,
            Numbers = MergeNumbers.UpdateWise(combination),
        };

    private static MergeMethod Aligned(string name, string source, Func<MergeLayer, Lora.LoraLayer> merge, string[] reads) =>
        new(name, source, merge) { Version = Decomposed, Weight = One, Reads = [.. reads, "rank", "strength"] };

    private static long ExpertsRank(IReadOnlyList<long> ranks) => ranks.Max();

    private static double One(MergeSettings settings, int experts) => 1;

    private static double LengthOfModelId(MergeSettings settings, int experts) => settings.ModelIdLength > 0
        ? 1.0 / settings.ModelIdLength
        : throw new SelmaException("SELMA2231", "'merge.method: released' divides by the length of the model's id, and this model has none. Use 'uniform'.");
}
