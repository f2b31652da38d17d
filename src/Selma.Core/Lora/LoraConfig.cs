using System.Globalization;
using System.Text.Json;

namespace Selma.Core.Lora;

/// <summary>PEFT's configuration of an adapter: in a file beside it, or, by diffusers, in the file's metadata.</summary>
/// <param name="alpha">lora_alpha.</param>
/// <param name="patterns">Alphas of layers whose paths end so.</param>
/// <param name="isRankStabilized">Whether the scale is alpha / sqrt(rank).</param>
internal sealed class LoraConfig(double alpha, IReadOnlyDictionary<string, double> patterns, bool isRankStabilized)
{
    /// <summary>diffusers' <c>LORA_ADAPTER_METADATA_KEY</c>.</summary>
    public const string MetadataKey = "lora_adapter_metadata";

    /// <summary>The configuration in a file's metadata, or null.</summary>
    public static LoraConfig? Read(IReadOnlyDictionary<string, string> metadata, string path) =>
        metadata.TryGetValue(MetadataKey, out var text) ? Parse(text, "unet.", path, $"The metadata '{MetadataKey}'") : null;

    /// <summary>Reads PEFT's JSON.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="prefix">What stands before every name.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="what">What the text is, for errors.</param>
    public static LoraConfig Parse(string text, string prefix, string path, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new(
                root.GetProperty(prefix + "lora_alpha").GetDouble(),
                root.TryGetProperty(prefix + "alpha_pattern", out var rows) && rows.ValueKind == JsonValueKind.Object
                    ? rows.EnumerateObject().ToDictionary(row => row.Name, row => row.Value.GetDouble())
                    : new Dictionary<string, double>(),
                root.TryGetProperty(prefix + "use_rslora", out var flag) && flag.ValueKind == JsonValueKind.True);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SelmaException("SELMA2222", $"{what} names no '{prefix}lora_alpha': {e.Message} Make the file anew.", new(path), e);
        }
    }

    /// <summary>The metadata entry to write, or none: without it every reader takes alpha for the rank.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Write(IEnumerable<string> paths, long rank, double scale)
    {
        if (scale != 1)
        {
            yield return KeyValuePair.Create(
                MetadataKey,
                $"{{\"unet.init_lora_weights\": \"gaussian\", \"unet.lora_alpha\": {Alpha(rank, scale)}, \"unet.peft_type\": \"LORA\", "
                + $"\"unet.r\": {rank.ToString(CultureInfo.InvariantCulture)}, \"unet.target_modules\": [{Targets(paths)}]}}");
        }
    }

    /// <summary>alpha as JSON writes it.</summary>
    public static string Alpha(long rank, double scale) => (scale * rank).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The ends of paths that PEFT is told to adapt, quoted.</summary>
    public static string Targets(IEnumerable<string> paths) =>
        string.Join(", ", paths.Select(Target).Distinct(StringComparer.Ordinal).Select(name => $"\"{name}\""));

    /// <summary>The factor on a layer's B A.</summary>
    public double Scale(string path, long rank)
    {
        var own = patterns.FirstOrDefault(row => path == row.Key || path.EndsWith("." + row.Key, StringComparison.Ordinal));
        return (own.Key is null ? alpha : own.Value) / (isRankStabilized ? Math.Sqrt(rank) : rank);
    }

    /// <summary>The last part of a path, with the number behind <c>to_out</c>.</summary>
    private static string Target(string path)
    {
        var parts = path.Split('.');
        return char.IsAsciiDigit(parts[^1][0]) && parts.Length > 1 ? $"{parts[^2]}.{parts[^1]}" : parts[^1];
    }
}
