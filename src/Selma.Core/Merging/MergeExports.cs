using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>A merged adapter in the names of other programs.</summary>
public static class MergeExports
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["diffusers"] = "merged-diffusers.safetensors",
        ["diffusers_old"] = "merged-diffusers-old.safetensors",
        ["kohya"] = "merged-kohya.safetensors",
        ["peft"] = "merged-peft",
    };

    /// <summary>Whose names there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Files.Keys];

    /// <summary>Writes an adapter again beside its file, layer by layer.</summary>
    /// <param name="path">The adapter's file.</param>
    /// <param name="names">Some of <see cref="Names"/>.</param>
    internal static void Write(string path, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        using var reader = LoraReader.Open(path);
        var sizes = reader.Sites.ToDictionary(site => site.Key, site => (site.Value.In, site.Value.Out));
        foreach (var name in names)
        {
            new LoraWriter(sizes, reader.Rank, reader.Scale, reader.Read)
                .Write(Path.Combine(Path.GetDirectoryName(path)!, Files[name]), Of(name, reader.Sites.Keys), reader.Metadata);
        }
    }

    /// <summary>kohya's own tools know SDXL, whose first block up has attention, in the original blocks' names alone.</summary>
    private static LoraNames Of(string name, IEnumerable<string> paths) => name switch
    {
        "diffusers" => LoraNames.Diffusers,
        "diffusers_old" => LoraNames.DiffusersOld,
        "kohya" => paths.Any(path => path.StartsWith("up_blocks.0.attentions.", StringComparison.Ordinal)) ? LoraNames.KohyaSgm : LoraNames.Kohya,
        _ => LoraNames.PeftFolder,
    };
}
