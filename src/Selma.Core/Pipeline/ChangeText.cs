using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>A change of a key document with both values whole: settings as they are, digests by their first digits.</summary>
internal static class ChangeText
{
    private const int Prefix = 8; // digits of a digest

    private static readonly (string Part, string One, string Several)[] Parts =
    [
        ("config", "setting", "settings"),
        ("inputs", "input", "inputs"),
        ("upstream", "stage before it", "stages before it"),
        ("models", "part of models", "parts of models"),
        ("numerics", "number format", "number formats"),
    ];

    /// <summary>Both values: <c>0.0001 -> 0.0003</c>, <c>5b9b7d2b -> 06fbe620</c>.</summary>
    public static string Of(KeyChange change) => $"{Value(change.Part, change.Before)} -> {Value(change.Part, change.After)}";

    /// <summary>How much of a document has not changed: <c>14 settings, 1 stage before it</c>.</summary>
    public static string Same(KeyMap document, IReadOnlyList<KeyChange> changes)
    {
        var counts = Parts.Select(part => (part.One, part.Several, Count: Leaves(document.Find(part.Part)) - changes.Count(change => change.Part == part.Part && change.After != KeyDifference.Absent)))
            .Where(part => part.Count > 0).Select(part => $"{part.Count} {(part.Count == 1 ? part.One : part.Several)}").ToArray();
        return counts.Length == 0 ? "nothing" : string.Join(", ", counts);
    }

    private static int Leaves(object? value) => value is KeyMap map ? map.Sum(member => member.Value is KeyMap ? Leaves(member.Value) : 1) : 0;

    private static string Value(string part, object? value) => (part, value) switch
    {
        ("config" or "numerics" or "", _) => KeyDifference.Text(value).ReplaceLineEndings(" ").Trim(),
        (_, string { Length: > Prefix } digest) => digest[..Prefix],
        (_, string { Length: > 0 } text) => text,
        _ => "none",
    };
}
