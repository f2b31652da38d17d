using System.Text.RegularExpressions;

namespace Selma.Core.Artifacts;

/// <summary>Keeps secrets out of what is made to be handed on: settings may hold a password, a key, or where files lie.</summary>
internal static partial class Redaction
{
    private const string Hidden = "(hidden)";

    private static readonly string[] Secret = ["password", "secret", "token", "api_key", "apikey", "credential", "authorization"];

    /// <summary>A setting's value as it may be shown.</summary>
    /// <param name="name">The setting's name; <c>api_key_env</c> holds a variable's name and is no secret.</param>
    /// <param name="value">Its value.</param>
    public static string Value(string name, string value) =>
        Secret.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            ? Hidden
            : Keys().Replace(Addresses().Replace(value, $"$1{Hidden}@"), Hidden);

    /// <summary>A text in which every rooted path is its file name alone: <c>/home/me/a.csv</c> becomes <c>a.csv</c>.</summary>
    /// <param name="text">A path, or a text with some: <c>[/home/me/a.csv, b.csv]</c>. Addresses and relative paths stay.</param>
    public static string WithoutFolders(string text) => Rooted().Replace(text, path =>
    {
        var trimmed = path.Value.TrimEnd('/', '\\', ' ');
        return trimmed[(trimmed.LastIndexOfAny(['/', '\\']) + 1)..];
    });

    /// <summary>A path from a root on, in Unix's or Windows's writing, as far as YAML's lists, maps and quotes let it reach.</summary>
    [GeneratedRegex(@"(?<=^|[\s,\[{""'=(]|file:)(/+|[A-Za-z]:[\\/]|\\\\)(?=[^\s/\\])[^,\[\]{}""'\n]*")]
    private static partial Regex Rooted();

    /// <summary>User and password of an address.</summary>
    [GeneratedRegex(@"(\w+://)[^/\s@]+@")]
    private static partial Regex Addresses();

    /// <summary>Keys as services hand them out.</summary>
    [GeneratedRegex(@"\b(sk|hf|ghp|gho|xox[bp])[-_][A-Za-z0-9_-]{16,}")]
    private static partial Regex Keys();
}
