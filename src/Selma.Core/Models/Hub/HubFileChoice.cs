using System.Text.RegularExpressions;
using Selma.Core.Models.Weights;

namespace Selma.Core.Models.Hub;

/// <summary>Chooses the files of a model that are read: configurations, tokenizers, and one form of each part's weights.</summary>
internal static partial class HubFileChoice
{
    private static readonly string[] Tokenizer = ["vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"];

    private static readonly (string Part, string Stem)[] Networks =
    [
        ("unet", "diffusion_pytorch_model"), ("vae", "diffusion_pytorch_model"), ("text_encoder", "model"), ("text_encoder_2", "model"),
    ];

    /// <summary>The files of a model in diffusers' layout that loading it reads.</summary>
    /// <param name="paths">All its files.</param>
    /// <param name="variant">The variant of the weights that is preferred, <c>fp16</c>; null for none.</param>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<string> paths, string? variant)
    {
        var all = paths.ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> fixedFiles = ["model_index.json", "scheduler/scheduler_config.json",
            .. Tokenizer.Select(file => $"tokenizer/{file}"), .. Tokenizer.Select(file => $"tokenizer_2/{file}")];
        var weights = Networks.SelectMany(network => Part(all, network.Part, network.Stem, variant));
        return [.. fixedFiles.Where(all.Contains).Concat(weights).Order(StringComparer.Ordinal)];
    }

    /// <summary>The files of a tokenizer, in the model's <c>tokenizer</c> folder or beside its other files.</summary>
    public static IReadOnlyList<string> TokenizerOf(IReadOnlyCollection<string> paths)
    {
        var folder = paths.Contains("tokenizer/vocab.json") ? "tokenizer/" : "";
        return [.. Tokenizer.Take(2).Select(file => folder + file).Where(paths.Contains)];
    }

    private static IEnumerable<string> Part(HashSet<string> all, string part, string stem, string? variant)
    {
        if (WeightFileName.Choose(stem, variant, name => all.Contains($"{part}/{name}")) is not { } name)
        {
            return [];
        }

        var shards = WeightFileName.IsIndex(name) ? Shards(all, part, name) : [];
        return [.. shards, $"{part}/{name}", .. new[] { $"{part}/config.json" }.Where(all.Contains)];
    }

    /// <summary>The shards that belong to an index: the same name with numbers in it, of the same variant.</summary>
    private static IEnumerable<string> Shards(HashSet<string> all, string part, string index)
    {
        var plain = index.Replace(".index", "", StringComparison.Ordinal).Replace(".json", "", StringComparison.Ordinal); // stem.safetensors[.variant]
        return all.Where(path => path.StartsWith(part + "/", StringComparison.Ordinal)
            && ShardNumber().Replace(path[(part.Length + 1)..], "") is var name && name.Length + part.Length + 1 < path.Length && IsSame(name, plain));
    }

    /// <summary>A variant stands before the extension in a shard's name and behind it in an index's.</summary>
    private static bool IsSame(string shard, string index) =>
        shard.Split('.').Order(StringComparer.Ordinal).SequenceEqual(index.Split('.').Order(StringComparer.Ordinal));

    [GeneratedRegex(@"-[0-9]{5}-of-[0-9]{5}")]
    private static partial Regex ShardNumber();
}
