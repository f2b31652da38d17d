using System.Text.Json.Serialization;
using Selma.Core.Artifacts;

namespace Selma.Core.Merging;

/// <summary><c>merge.json</c>: what was merged, how, and how the experts' updates lie to each other.</summary>
internal sealed record MergeRecord
{
    public const string FileName = "merge.json";

    public required string Method { get; init; }

    public required IReadOnlyList<MergedExpert> Experts { get; init; }

    public required long Rank { get; init; }

    /// <summary>Norm of the merged update over all layers.</summary>
    public required double Norm { get; init; }

    /// <summary>Norm of the weighted sum of the experts' updates.</summary>
    public required double SumNorm { get; init; }

    /// <summary>Cosine between the merged update and that sum: 1 where the merge is exact.</summary>
    public required double SumCosine { get; init; }

    /// <summary>Squared norm of their difference over that of the sum: what products of different experts' factors put in.</summary>
    public required double CrossTermEnergy { get; init; }

    /// <summary>Cosines between the experts' updates, a row for each expert.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Cosines { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What cutting the result to its rank kept of its squared norm; absent where nothing was cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? KeptEnergy { get; init; }

    /// <summary>The experts' weights at each layer, where each layer has its own; in the form of <c>merge.coefficients</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Coefficients { get; init; }

    /// <summary>Puts a merge's measures together.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="experts">Name, rank and scale of each.</param>
    /// <param name="weights">A weight for each.</param>
    /// <param name="rank">The result's rank.</param>
    /// <param name="inner">Inner products over all layers.</param>
    /// <param name="warnings">What a reader should know.</param>
    public static MergeRecord Of(
        string method,
        IReadOnlyList<(string Skill, long Rank, double Scale)> experts,
        IReadOnlyList<double> weights,
        long rank,
        MergeInner inner,
        IReadOnlyList<string> warnings)
    {
        var shared = weights.Select((weight, i) => weight * inner.Shared(i)).Sum();
        var sum = weights.SelectMany((a, i) => weights.Select((b, j) => a * b * inner.Pair(i, j))).Sum();
        return new()
        {
            Method = method,
            Experts = [.. experts.Select((expert, i) => new MergedExpert(expert.Skill, weights[i], expert.Rank, expert.Scale, Math.Sqrt(inner.Pair(i, i))))],
            Rank = rank,
            Norm = Math.Sqrt(inner.Merged),
            SumNorm = Math.Sqrt(Math.Max(sum, 0)),
            SumCosine = Share(shared, Math.Sqrt(inner.Merged * sum)),
            CrossTermEnergy = Math.Max(0, Share(inner.Merged - (2 * shared) + sum, sum)),
            Cosines = [.. experts.Select((_, i) => experts.Select((_, j) => Share(inner.Pair(i, j), Math.Sqrt(inner.Pair(i, i) * inner.Pair(j, j)))).ToArray())],
            Warnings = warnings,
            KeptEnergy = inner.KeptEnergy,
        };
    }

    public void Write(string path) => RecordFile.Write(path, this);

    /// <summary>0 where there is nothing to share: an untrained expert has the norm 0.</summary>
    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
