using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What changed between two key documents, said for people.</summary>
internal static class KeyDifference
{
    private const int Longest = 30; // characters of a value that is shown

    /// <summary>A phrase for each changed field: <c>learning_rate 0.0001 -> 0.0003</c>, <c>seed prompts changed</c>.</summary>
    /// <param name="before">The tree of the older document.</param>
    /// <param name="after">The tree of the newer document.</param>
    public static IReadOnlyList<string> Of(KeyMap before, KeyMap after)
    {
        var (old, now) = (Flatten(before), Flatten(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(Utf8Order.Instance)
                .Where(path => !Same(old.GetValueOrDefault(path), now.GetValueOrDefault(path)))
                .Select(path => Say(path, old.GetValueOrDefault(path, Absent), now.GetValueOrDefault(path, Absent))),
        ];
    }

    private static object Absent { get; } = new();

    private static Dictionary<string, object?> Flatten(KeyMap tree)
    {
        var flat = new Dictionary<string, object?>();
        foreach (var (key, value) in tree)
        {
            if (value is not KeyMap map)
            {
                flat.Add(key, value);
                continue;
            }

            foreach (var (inner, leaf) in Flatten(map))
            {
                flat.Add($"{key}.{inner}", leaf);
            }
        }

        return flat;
    }

    private static bool Same(object? a, object? b) =>
        a != Absent && b != Absent && CanonicalBytes.Of("", a).AsSpan().SequenceEqual(CanonicalBytes.Of("", b));

    private static string Say(string path, object? before, object? after)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (part, name) = dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
        return part switch
        {
            "" when name == "stageVersion" => $"version of the stage {Text(before)} -> {Text(after)}",
            "config" or "numerics" => Values(name, before, after),
            _ => before == Absent ? $"{name} added" : after == Absent ? $"{name} removed" : $"{name} changed",
        };
    }

    private static string Values(string name, object? before, object? after)
    {
        var (old, now) = (Text(before), Text(after));
        return old.Length <= Longest && now.Length <= Longest ? $"{name} {old} -> {now}" : $"{name} changed";
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Text))}]",
        string text => text,
        _ => "default",
    };
}
