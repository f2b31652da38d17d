using System.Text.Json;
using Selma.Core.Merging;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>merge:</c>.</summary>
internal static class MergeSection
{
    private const double Most = 1000; // weights beyond it are slips

    private static readonly string[] Learning = ["learning_rate", "samples", "train_batch_size"];

    private static readonly string[] Optional =
    [
        "weights", "density", "rank", "decomposition", "majority_sign_method", "normalize", "rescale", "strength", "interpolation",
        "coefficients", "steps", .. Learning, "seed",
    ];

    /// <summary>Reads them; absent ones are the paper's.</summary>
    /// <param name="yaml">The part.</param>
    /// <param name="skills">The number of experts: there are as many weights, or none.</param>
    /// <param name="model">The model's name, whose length is a factor of the method <c>released</c> and of no other.</param>
    /// <param name="seed">The experiment's seed, for methods that draw.</param>
    public static MergeSettings Read(YamlSection yaml, int skills, string model, ulong seed)
    {
        var standard = new MergeSettings();
        var method = MergeMethods.Find(yaml.Choice("method", standard.Method, MergeMethods.Names));
        var weights = yaml.Numbers("weights", -Most, Most);
        var settings = new MergeSettings
        {
            Method = method.Name,
            Weights = weights,
            ModelIdLength = method.Name == "released" ? model.Length : 0,
            Density = yaml.Number("density", standard.Density, double.Epsilon, 1.0),
            Rank = yaml.OptionalNumber("rank", 1, 100_000),
            Decomposition = yaml.Choice("decomposition", standard.Decomposition, "exact", "randomized"),
            MajoritySignMethod = yaml.Choice("majority_sign_method", standard.MajoritySignMethod, "total", "frequency"),
            Normalize = yaml.OptionalChoice("normalize", "true", "false") is { } normalize ? normalize == "true" : null,
            Rescale = yaml.Flag("rescale", standard.Rescale),
            Strength = yaml.Number("strength", standard.Strength, -Most, Most),
            Interpolation = yaml.Number("interpolation", standard.Interpolation, 0.0, 1.0),
            Coefficients = yaml.OptionalWord("coefficients") is { } file ? Coefficients(yaml, file) : null,
            Steps = yaml.OptionalNumber("steps", 1, 1_000_000),
            LearningRate = yaml.Number("learning_rate", standard.LearningRate, 1e-12, 10),
            Samples = yaml.Number("samples", standard.Samples, 2, 1_000_000),
            TrainBatchSize = yaml.Number("train_batch_size", standard.TrainBatchSize, 1, 4096),
            Seed = yaml.Number("seed", method.Draws ? seed : 0, 0UL, (ulong)long.MaxValue),
            Exports = Exports(yaml),
        };
        ThrowIfUnread(yaml, method);
        return weights is null || weights.Count == skills
            ? settings
            : throw new SelmaException("SELMA1005", $"'{yaml.Name("weights")}' are {weights.Count}; give one for each of the {skills} skills.", yaml.Place("weights"));
    }

    /// <summary>Whether a key stated for one merge can hold for another.</summary>
    /// <param name="key">The key.</param>
    /// <param name="method">The other's method.</param>
    public static bool IsShared(string key, string method) => key != "weights" && (!Optional.Contains(key) || MergeMethods.Find(method).Reads.Contains(key));

    private static IReadOnlyList<string> Exports(YamlSection yaml) => yaml.Texts("exports") is not { } given
        ? []
        : given.FirstOrDefault(name => !MergeExports.Names.Contains(name.Text)) is { } unknown
            ? throw yaml.Wrong("exports", unknown, $"'{unknown.Text}'; it must be some of {string.Join(", ", MergeExports.Names)}.{Spelling.Suggest(unknown.Text, MergeExports.Names)}")
            : [.. given.Select(name => name.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>A setting that the method does not read would change nothing, and was hardly meant to.</summary>
    private static void ThrowIfUnread(YamlSection yaml, MergeMethod method)
    {
        if (yaml.Has("steps") && yaml.Has("coefficients"))
        {
            throw new SelmaException("SELMA1005", $"'{yaml.Name("steps")}' learns what '{yaml.Name("coefficients")}' gives. Remove one of them.", yaml.Place("steps"));
        }

        if (!yaml.Has("steps") && method.Reads.Contains("steps") && Learning.FirstOrDefault(yaml.Has) is { } idle)
        {
            throw new SelmaException("SELMA1005", $"'{yaml.Name(idle)}' is read only where '{yaml.Name("steps")}' says to learn. Remove it.", yaml.Place(idle));
        }

        if (Optional.FirstOrDefault(key => yaml.Has(key) && !method.Reads.Contains(key)) is { } key)
        {
            var readers = MergeMethods.Names.Where(name => MergeMethods.Find(name).Reads.Contains(key));
            throw new SelmaException(
                "SELMA1005", $"'{yaml.Name(key)}' is not read by the method '{method.Name}'; it is by {string.Join(", ", readers)}. Remove it.", yaml.Place(key));
        }
    }

    /// <summary>The experts' weights at each layer, from a JSON file beside the experiment's: <c>{"path of a layer": [0.2, 0.8]}</c>.</summary>
    private static Dictionary<string, IReadOnlyList<double>> Coefficients(YamlSection yaml, YamlText file)
    {
        var path = Path.Combine(Path.GetDirectoryName(file.Place.File) ?? "", file.Text);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, double[]>>(File.ReadAllText(path))!
                .ToDictionary(row => row.Key, row => (IReadOnlyList<double>)row.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw yaml.Wrong("coefficients", file, $"'{file.Text}', which cannot be read: {e.Message} It must be a file {{\"path of a layer\": [a weight for each expert]}}.");
        }
    }
}
