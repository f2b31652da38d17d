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
    public static IReadOnlyList<string> Of(KeyMap before, KeyMap after) => [.. Between(before, after).Select(Say)];

    /// <summary>The changed fields, in the order of their paths.</summary>
    /// <param name="before">The tree of the older document.</param>
    /// <param name="after">The tree of the newer document.</param>
    public static IReadOnlyList<KeyChange> Between(KeyMap before, KeyMap after)
    {
        var (old, now) = (Flatten(before), Flatten(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(Utf8Order.Instance)
                .Where(path => !Same(old.GetValueOrDefault(path, Absent), now.GetValueOrDefault(path, Absent)))
                .Select(path => Change(path, old.GetValueOrDefault(path, Absent), now.GetValueOrDefault(path, Absent))),
        ];
    }

    /// <summary>Stands for a value that is not there.</summary>
    public static object Absent { get; } = new();

    /// <summary>A value for people.</summary>
    public static string Text(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Text))}]",
        string text => text,
        _ => "default",
    };

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

    private static KeyChange Change(string path, object? before, object? after)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new("", path, before, after) : new(path[..dot], path[(dot + 1)..], before, after);
    }

    private static string Say(KeyChange change) => change switch
    {
        { Part: "", Name: "stageVersion" } => $"version of the stage {Text(change.Before)} -> {Text(change.After)}",
        { Part: "config" or "numerics" } => Values(change.Name, change.Before, change.After),
        _ when change.Before == Absent => $"{change.Name} added",
        _ => change.After == Absent ? $"{change.Name} removed" : $"{change.Name} changed",
    };

    private static string Values(string name, object? before, object? after)
    {
        var (old, now) = (Text(before), Text(after));
        return old.Length <= Longest && now.Length <= Longest ? $"{name} {old} -> {now}" : $"{name} changed";
    }
}
