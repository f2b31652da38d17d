using System.Text.Json;
using System.Text.RegularExpressions;

namespace Selma.Core.Models;

/// <summary>A part's <c>config.json</c>: typed values by diffusers' names, with the library's default where a key is absent or null.</summary>
internal sealed partial class ConfigFile
{
    private readonly string _path;
    private readonly JsonElement _root;

    private ConfigFile(string path, JsonElement root)
    {
        _path = path;
        _root = root;
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="SelmaException">SELMA2111: absent or not a JSON object.</exception>
    public static ConfigFile Read(string path) => Read(path, () => File.ReadAllText(path));

    /// <summary>Reads the text of a file.</summary>
    /// <param name="path">What errors name.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="SelmaException">SELMA2111: not a JSON object.</exception>
    public static ConfigFile Parse(string path, string text) => Read(path, () => text);

    private static ConfigFile Read(string path, Func<string> text)
    {
        try
        {
            using var document = JsonDocument.Parse(PythonNumbers().Replace(text(), "null"));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigFile(path, document.RootElement.Clone())
                : throw new SelmaException("SELMA2111", "The file is no JSON object. Copy the model's folder anew.", new Place(path));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SelmaException("SELMA2111", $"The model's configuration cannot be read: {e.Message} Copy its folder anew.", new Place(path), e);
        }
    }

    public long Integer(string key, long fallback) => Find(key) is { } value ? Integer(key, value) : fallback;

    public double Number(string key, double fallback) => Find(key) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : fallback;

    public bool Flag(string key, bool fallback) => Find(key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean()
        : fallback;

    public string? Text(string key, string? fallback) => Find(key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : fallback;

    /// <summary>A list, or one value repeated <paramref name="count"/> times.</summary>
    public long[] Integers(string key, int count, long fallback)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } list)
        {
            return [.. Enumerable.Repeat(Integer(key, fallback), count)];
        }

        long[] values = [.. list.EnumerateArray().Select(item => Integer(key, item))];
        return values.Length == count ? values : throw Unsupported(key, $"it has {values.Length} values for {count} levels");
    }

    public long[] Integers(string key, params long[] fallback) =>
        Find(key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => Integer(key, item))] : fallback;

    public string[] Texts(string key, params string[] fallback) =>
        Find(key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : fallback;

    /// <summary>Refuses a value that these classes do not implement, rather than computing something else.</summary>
    /// <exception cref="SelmaException">SELMA2112.</exception>
    public void Require(string key, params string[] supported)
    {
        if (Find(key) is { } value && !supported.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            throw Unsupported(key, $"supported: {string.Join(", ", supported.DefaultIfEmpty("null"))}");
        }
    }

    public SelmaException Unsupported(string key, string reason) =>
        new("SELMA2112", $"'{key}' is {_root.GetProperty(key)}, which is not supported ({reason}). Use another model.", new Place(_path));

    private JsonElement? Find(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private long Integer(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Unsupported(key, "an integer is needed");

    /// <summary>Python writes numbers that JSON lacks, <c>"lambda_min_clipped": -Infinity</c>; they are read as absent.</summary>
    [GeneratedRegex(@"(?<=:\s*)-?(Infinity|NaN)\b")]
    private static partial Regex PythonNumbers();
}
