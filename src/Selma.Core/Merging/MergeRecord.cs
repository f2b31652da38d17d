using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary><c>merge.json</c>: what was merged, how, and how the experts' updates lie to each other.</summary>
internal sealed record MergeRecord
{
    public const string FileName = "merge.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    };

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

    /// <summary>Measures a merge.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="experts">Names and adapters.</param>
    /// <param name="weights">A weight for each.</param>
    /// <param name="merged">The result.</param>
    /// <param name="warnings">What a reader should know.</param>
    public static MergeRecord Measure(
        string method,
        IReadOnlyList<(string Skill, LoraWeights Weights)> experts,
        IReadOnlyList<double> weights,
        LoraWeights merged,
        IReadOnlyList<string> warnings)
    {
        var inner = experts.Select(a => experts.Select(b => Geometry.Inner(a.Weights, b.Weights)).ToArray()).ToArray();
        var square = Geometry.Inner(merged, merged);
        var shared = experts.Zip(weights, (expert, weight) => weight * Geometry.Inner(expert.Weights, merged)).Sum();
        var sum = weights.SelectMany((a, i) => weights.Select((b, j) => a * b * inner[i][j])).Sum();
        return new()
        {
            Method = method,
            Experts = [.. experts.Select((expert, i) => new MergedExpert(
                expert.Skill, weights[i], expert.Weights.Rank, expert.Weights.Scale, Math.Sqrt(inner[i][i])))],
            Rank = merged.Rank,
            Norm = Math.Sqrt(square),
            SumNorm = Math.Sqrt(Math.Max(sum, 0)),
            SumCosine = Share(shared, Math.Sqrt(square * sum)),
            CrossTermEnergy = Math.Max(0, Share(square - (2 * shared) + sum, sum)),
            Cosines = [.. inner.Select((row, i) => row.Select((value, j) => Share(value, Math.Sqrt(inner[i][i] * inner[j][j]))).ToArray())],
            Warnings = warnings,
        };
    }

    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>0 where there is nothing to share: an untrained expert has the norm 0.</summary>
    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
