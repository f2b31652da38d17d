using System.Text.RegularExpressions;

namespace Selma.Core.Artifacts;

/// <summary>Keeps secrets out of what is made to be handed on: settings may hold an address with a password, or a key.</summary>
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

    /// <summary>User and password of an address.</summary>
    [GeneratedRegex(@"(\w+://)[^/\s@]+@")]
    private static partial Regex Addresses();

    /// <summary>Keys as services hand them out.</summary>
    [GeneratedRegex(@"\b(sk|hf|ghp|gho|xox[bp])[-_][A-Za-z0-9_-]{16,}")]
    private static partial Regex Keys();
}
