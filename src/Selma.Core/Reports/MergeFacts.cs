namespace Selma.Core.Reports;

/// <summary>How experts lie to each other and what their merge made of it: what <c>merge.json</c> says.</summary>
/// <param name="Arm">The merged arm.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Experts">Skill, weight and norm of each.</param>
/// <param name="Norm">Norm of the merged update.</param>
/// <param name="SumNorm">Norm of the weighted sum of the experts' updates.</param>
/// <param name="SumCosine">Cosine between the two: 1 where the merge is exact.</param>
/// <param name="CrossTermEnergy">Squared norm of their difference over that of the sum.</param>
/// <param name="Cosines">Between the experts' updates, a row for each.</param>
/// <param name="Warnings">What the merge warned of.</param>
internal sealed record MergeFacts(
    string Arm,
    string Method,
    IReadOnlyList<(string Skill, double Weight, double Norm)> Experts,
    double Norm,
    double SumNorm,
    double SumCosine,
    double CrossTermEnergy,
    IReadOnlyList<IReadOnlyList<double>> Cosines,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Reads a merge's record.</summary>
    public static MergeFacts Read(ReportedFile file) => JsonFile.Read(file.Path, root => new MergeFacts(
        file.Name,
        root.GetProperty("method").GetString()!,
        root.List("experts", expert => (
            expert.GetProperty("skill").GetString()!, expert.GetProperty("weight").GetDouble(), expert.GetProperty("norm").GetDouble())),
        root.GetProperty("norm").GetDouble(),
        root.GetProperty("sum_norm").GetDouble(),
        root.GetProperty("sum_cosine").GetDouble(),
        root.GetProperty("cross_term_energy").GetDouble(),
        root.List("cosines", row => (IReadOnlyList<double>)[.. row.EnumerateArray().Select(cosine => cosine.GetDouble())]),
        root.List("warnings", warning => warning.GetString()!)));
}
