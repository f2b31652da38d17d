using System.Globalization;

namespace Selma.Core.Lora;

/// <summary>The strings that kohya's tools keep in a LoRA file, as far as they can be told from the factors.</summary>
/// <remarks>Source: training.md 5.2. A date is left out: equal content must give equal bytes.</remarks>
internal static class KohyaMetadata
{
    // The width of the text that cross-attention reads tells the model.
    private static readonly Dictionary<long, (string Version, string Architecture)> Models = new()
    {
        [768] = ("sd_v1", "stable-diffusion-v1/lora"),
        [1024] = ("sd_v2", "stable-diffusion-v2-512/lora"),
        [2048] = ("sdxl_base_v1-0", "stable-diffusion-xl-v1-base/lora"),
    };

    /// <summary>Whether a key is one of kohya's, which a file in other names does not carry on.</summary>
    public static bool Has(string key) => key.StartsWith("ss_", StringComparison.Ordinal)
        || key.StartsWith("sshs_", StringComparison.Ordinal) || key.StartsWith("modelspec.", StringComparison.Ordinal);

    /// <param name="sizes">Size of each layer's input, by path.</param>
    /// <param name="rank">The rank.</param>
    /// <param name="scale">alpha / rank.</param>
    /// <param name="hash">SHA-256 of the tensors' bytes, hexadecimal.</param>
    public static IEnumerable<KeyValuePair<string, string>> Write(IReadOnlyDictionary<string, long> sizes, long rank, double scale, string hash)
    {
        yield return new("ss_network_module", "networks.lora");
        yield return new("ss_network_dim", rank.ToString(CultureInfo.InvariantCulture));
        yield return new("ss_network_alpha", (scale * rank).ToString("0.0###############", CultureInfo.InvariantCulture));
        yield return new("sshs_model_hash", hash);
        var width = sizes.FirstOrDefault(item => item.Key.EndsWith("attn2.to_k", StringComparison.Ordinal)).Value;
        if (Models.TryGetValue(width, out var model))
        {
            yield return new("ss_base_model_version", model.Version);
            yield return new("ss_v2", model.Version == "sd_v2" ? "True" : "False");
            yield return new("modelspec.sai_model_spec", "1.0.0");
            yield return new("modelspec.architecture", model.Architecture);
        }
    }
}
