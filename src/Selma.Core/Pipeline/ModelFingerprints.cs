using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Models.Weights;

namespace Selma.Core.Pipeline;

/// <summary>Digests of the files that stages load from a model's folder: another file in it, or another folder, changes no key.</summary>
/// <param name="source">The model; of one of the hub the digests are those of <c>selma.lock</c>, whether its files are here or not.</param>
/// <param name="index">Digests of files that have not changed since they were read.</param>
internal sealed class ModelFingerprints(ModelSource source, StatIndex index)
{
    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"];

    /// <summary>What drawing and training depend on: each part's configuration and weights.</summary>
    /// <returns>Role to digest; each is worked out when first asked.</returns>
    public IReadOnlyDictionary<string, Func<string>> All => Has("text_encoder_2")
        ? new Dictionary<string, Func<string>>(One)
        {
            ["index"] = () => Of(["model_index.json"]), // says what no negative prompt means
            ["textEncoder2"] = () => OfPart("text_encoder_2", "model"),
            ["tokenizer2"] = () => Of(TokenizerFiles.Select(file => $"tokenizer_2/{file}")),
        }
        : One;

    private Dictionary<string, Func<string>> One => new()
    {
        ["unet"] = () => OfPart("unet", "diffusion_pytorch_model"),
        ["vae"] = () => OfPart("vae", "diffusion_pytorch_model"),
        ["textEncoder"] = () => OfPart("text_encoder", "model"),
        ["tokenizer"] = Tokenizer,
        ["scheduler"] = () => Of(["scheduler/scheduler_config.json"]),
    };

    /// <summary>What decides whether a text is read whole: the tokenizer and the text encoder's length.</summary>
    public string Tokenizer() => Of(TokenizerFiles.Select(file => $"tokenizer/{file}").Append("text_encoder/config.json"));

    private bool Has(string part) => source.Locked?.Files.Any(file => file.Path.StartsWith(part + "/", StringComparison.Ordinal))
        ?? Directory.Exists(Path.Combine(source.Folder, part));

    private string OfPart(string part, string stem)
    {
        if (source.Locked is { } locked)
        {
            return Of(locked.Files.Where(file => file.Path.StartsWith(part + "/", StringComparison.Ordinal)).Select(file => file.Path));
        }

        if (source.Checkpoint is { } checkpoint)
        {
            return Digest.OfValue(new[] { Of([$"{part}/config.json"]), index.DigestOf(checkpoint) ?? "" });
        }

        var weights = WeightFileName.Find(Path.Combine(source.Folder, part), stem, source.Variant);
        var names = WeightFileName.IsIndex(weights) ? [Path.GetFileName(weights), .. Shards(weights)] : new[] { Path.GetFileName(weights) };
        return Of(names.Append("config.json").Select(name => $"{part}/{name}"));
    }

    /// <summary>Files that are not there are left out: loading says what a model lacks, and better.</summary>
    private string Of(IEnumerable<string> paths)
    {
        var files = new List<OutputFile>();
        foreach (var path in paths)
        {
            var file = Path.Combine(source.Folder, path);
            if (source.Locked is { } locked)
            {
                files.AddRange(locked.Files.Where(known => known.Path == path).Select(known => new OutputFile(path, known.Sha256!, known.Size)));
            }
            else if (index.DigestOf(file) is { } sha256)
            {
                files.Add(new(path, sha256, FileStamp.Of(file)?.Size ?? 0)); // of a link's target, as the digest is
            }
        }

        return Digest.OfTree(files);
    }

    private static IEnumerable<string> Shards(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString()!).Distinct()];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return []; // loading says what is wrong with it
        }
    }
}
