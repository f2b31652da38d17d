namespace Selma.Core.Models.Weights;

/// <summary>Finds the file that holds a part's weights, or the index of several.</summary>
/// <remarks>
/// Source: diffusers, <c>utils/hub_utils.py</c>. A variant stands before the last extension; in an index it stands at the end today and
/// stood in the middle before.
/// </remarks>
internal static class WeightFileName
{
    /// <summary>Whether a file is an index of shards.</summary>
    public static bool IsIndex(string path) => path.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>The file to read.</summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="stem"><c>diffusion_pytorch_model</c> (diffusers) or <c>model</c> (transformers).</param>
    /// <param name="variant"><c>fp16</c>, where the stored precision has a name; a part that lacks it is read without.</param>
    /// <exception cref="SelmaException">SELMA2115: no such file.</exception>
    public static string Find(string folder, string stem, string? variant) =>
        Candidates(stem, variant).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? throw None(folder, stem);

    private static IEnumerable<string> Candidates(string stem, string? variant)
    {
        if (variant is not null)
        {
            yield return $"{stem}.{variant}.safetensors";
            yield return $"{stem}.safetensors.index.{variant}.json";
            yield return $"{stem}.safetensors.{variant}.index.json";
        }

        yield return $"{stem}.safetensors";
        yield return $"{stem}.safetensors.index.json";
    }

    private static SelmaException None(string folder, string stem)
    {
        IEnumerable<string?> present = Directory.Exists(folder) ? Directory.GetFiles(folder, $"{stem}*").Select(Path.GetFileName).Order() : [];
        return new(
            "SELMA2115",
            $"There is no {stem}.safetensors (found: {string.Join(", ", present.DefaultIfEmpty("nothing"))}). " +
            "Fetch the safetensors files of the model; other formats, and files of a variant that was not asked for, are not read.",
            new(folder));
    }
}
