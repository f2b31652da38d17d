namespace Selma.Core.Models.Weights;

/// <summary>Finds the file that holds a part's weights, or the index of several.</summary>
/// <remarks>
/// Source: diffusers, <c>utils/hub_utils.py</c>. A variant stands before the last extension; in an index it stands at the end today and
/// stood in the middle before. A safetensors file is preferred to a PyTorch file, and a variant that was asked for to both.
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
        Choose(stem, variant, name => File.Exists(Path.Combine(folder, name))) is { } name ? Path.Combine(folder, name) : throw None(folder, stem);

    /// <summary>The name of the file to read among those that there are, or null.</summary>
    /// <param name="stem">As <see cref="Find"/>.</param>
    /// <param name="variant">As <see cref="Find"/>.</param>
    /// <param name="exists">Whether there is a file of a name.</param>
    public static string? Choose(string stem, string? variant, Func<string, bool> exists) =>
        Variants(stem, variant).Concat(Plain(stem)).FirstOrDefault(exists);

    private static IEnumerable<string> Variants(string stem, string? variant) => variant is null
        ? []
        : new[] { $"{stem}.{variant}.safetensors", $"{stem}.safetensors.index.{variant}.json", $"{stem}.safetensors.{variant}.index.json" }
            .Concat([$"{TorchStem(stem)}.{variant}.bin", $"{TorchStem(stem)}.bin.index.{variant}.json"]);

    private static IEnumerable<string> Plain(string stem) =>
        [$"{stem}.safetensors", $"{stem}.safetensors.index.json", $"{TorchStem(stem)}.bin", $"{TorchStem(stem)}.bin.index.json"];

    private static string TorchStem(string stem) => stem == "model" ? "pytorch_model" : stem;

    private static SelmaException None(string folder, string stem)
    {
        IEnumerable<string?> present = Directory.Exists(folder) ? Directory.GetFiles(folder, $"*{stem}*").Select(Path.GetFileName).Order() : [];
        return new(
            "SELMA2115",
            $"There is no {stem}.safetensors (found: {string.Join(", ", present.DefaultIfEmpty("nothing"))}). " +
            "Fetch the safetensors files of the model; other formats, and files of a variant that was not asked for, are not read.",
            new(folder));
    }
}
