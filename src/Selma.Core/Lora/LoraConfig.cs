using System.Globalization;
using System.Text.Json;

namespace Selma.Core.Lora;

/// <summary>PEFT's configuration of an adapter, which diffusers keeps in the file's metadata where alpha is not the rank.</summary>
internal sealed record LoraConfig(double? Alpha)
{
    /// <summary>diffusers' <c>LORA_ADAPTER_METADATA_KEY</c>.</summary>
    public const string MetadataKey = "lora_adapter_metadata";

    public static LoraConfig Read(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(MetadataKey, out var text))
        {
            return new(Alpha: null);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return new(document.RootElement.GetProperty("unet.lora_alpha").GetDouble());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SelmaException("SELMA2222", $"The metadata '{MetadataKey}' names no 'unet.lora_alpha': {e.Message} Make the file anew.", new(path), e);
        }
    }

    /// <summary>The entry to write, or none: without it every reader takes alpha for the rank.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Write(LoraWeights weights)
    {
        if (weights.Scale == 1)
        {
            yield break;
        }

        var targets = weights.Layers.Keys.Select(Target).Distinct(StringComparer.Ordinal).Select(name => $"\"{name}\"");
        var alpha = (weights.Scale * weights.Rank).ToString("R", CultureInfo.InvariantCulture);
        yield return KeyValuePair.Create(
            MetadataKey,
            $"{{\"unet.init_lora_weights\": \"gaussian\", \"unet.lora_alpha\": {alpha}, \"unet.peft_type\": \"LORA\", "
            + $"\"unet.r\": {weights.Rank.ToString(CultureInfo.InvariantCulture)}, \"unet.target_modules\": [{string.Join(", ", targets)}]}}");
    }

    /// <summary>alpha / rank; alpha is the rank where the file says nothing.</summary>
    public double Scale(long rank) => Alpha / rank ?? 1;

    /// <summary>The last part of a path, with the number behind <c>to_out</c>.</summary>
    private static string Target(string path)
    {
        var parts = path.Split('.');
        return char.IsAsciiDigit(parts[^1][0]) && parts.Length > 1 ? $"{parts[^2]}.{parts[^1]}" : parts[^1];
    }
}
