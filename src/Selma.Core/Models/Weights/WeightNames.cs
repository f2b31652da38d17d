using System.Text.RegularExpressions;

namespace Selma.Core.Models.Weights;

/// <summary>Names that tensors had in older or other files, as today's names; null for tensors that carry nothing.</summary>
internal static partial class WeightNames
{
    private const string TextPrefix = "text_model.";

    /// <summary>UNet names have not changed.</summary>
    public static string? UNet(string name) => name;

    /// <summary>Autoencoders written before diffusers 0.18 call the attention's layers query, key, value and proj_attn.</summary>
    public static string? Vae(string name) => OldAttention().Replace(name, match => match.Groups[1].Value + match.Groups[2].Value switch
    {
        "query" => ".to_q.",
        "key" => ".to_k.",
        "value" => ".to_v.",
        _ => ".to_out.0.",
    });

    /// <summary>
    /// Text encoders built by transformers 5 from a configuration lack the prefix <c>text_model.</c>; old ones carry the buffer <c>position_ids</c>.
    /// </summary>
    public static string? TextEncoder(string name) => name switch
    {
        _ when name.EndsWith("embeddings.position_ids", StringComparison.Ordinal) => null,
        _ when name.StartsWith(TextPrefix, StringComparison.Ordinal) => name,
        _ when name.StartsWith("text_projection.", StringComparison.Ordinal) => name,
        _ => TextPrefix + name,
    };

    [GeneratedRegex(@"(\.attentions\.\d+)\.(query|key|value|proj_attn)\.")]
    private static partial Regex OldAttention();
}
