using System.Text.Json;

namespace Selma.Core.Models.Text;

/// <summary>What <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> say together.</summary>
/// <remarks>
/// <c>special_tokens_map.json</c> wins, unless <c>tokenizer_config.json</c> has <c>added_tokens_decoder</c>, as files written since
/// transformers 4.34 do (models.md, section 2). A token given as a plain string is looked for in the text as it came.
/// </remarks>
internal sealed class TokenizerConfig
{
    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "pad_token"];
    private readonly Dictionary<string, SpecialToken> _roles = [];
    private readonly Dictionary<string, SpecialToken> _tokens = new(StringComparer.Ordinal);

    private TokenizerConfig(JsonElement config, JsonElement map)
    {
        var own = config.TryGetProperty("added_tokens_decoder", out var added);
        foreach (var role in Roles)
        {
            var token = Find(own ? config : map, role) ?? Find(config, role);
            _roles[role] = token ?? new(role == "bos_token" ? BytePairVocabulary.Start : BytePairVocabulary.End, false);
            _tokens[_roles[role].Content] = _roles[role]; // a later role replaces an earlier one of the same text
        }

        foreach (var entry in own ? added.EnumerateObject().Select(entry => entry.Value) : [])
        {
            var token = Read(entry);
            _tokens[token.Content] = token;
        }

        MaxLength = config.TryGetProperty("model_max_length", out var length) && length.TryGetInt32(out var value) ? value : null;
    }

    public string Start => _roles["bos_token"].Content;

    public string End => _roles["eos_token"].Content;

    public string Padding => _roles["pad_token"].Content;

    public string Unknown => _roles["unk_token"].Content;

    /// <summary>Every token that is found before words are.</summary>
    public IReadOnlyCollection<SpecialToken> Tokens => _tokens.Values;

    /// <summary>The longest sequence, where the file states one.</summary>
    public int? MaxLength { get; }

    /// <summary>Reads both files; either may be absent.</summary>
    public static TokenizerConfig Read(string folder) => new(
        ReadJson(Path.Combine(folder, "tokenizer_config.json")),
        ReadJson(Path.Combine(folder, "special_tokens_map.json")));

    private static JsonElement ReadJson(string path)
    {
        using var document = JsonDocument.Parse(File.Exists(path) ? File.ReadAllBytes(path) : "{}"u8.ToArray());
        return document.RootElement.Clone();
    }

    private static SpecialToken? Find(JsonElement file, string role) =>
        file.TryGetProperty(role, out var token) && token.ValueKind != JsonValueKind.Null ? Read(token) : null;

    private static SpecialToken Read(JsonElement token) => token.ValueKind == JsonValueKind.String
        ? new(token.GetString()!, false)
        : new(token.GetProperty("content").GetString()!, token.TryGetProperty("normalized", out var flag) && flag.GetBoolean());
}
