namespace Selma.Core.Artifacts;

/// <summary>A tree of plain values as a list of paths and values: <c>config.rank</c>, <c>config.skills[2]</c>.</summary>
internal static class KeyPaths
{
    /// <summary>The paths, in the tree's order; an empty map or list has one of its own.</summary>
    public static IEnumerable<(string Path, string Value)> Of(object? tree) => Of("", tree);

    private static IEnumerable<(string Path, string Value)> Of(string path, object? value) => value switch
    {
        KeyMap map when map.Names.Count > 0 =>
            map.SelectMany(member => Of(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
        IReadOnlyList<object?> { Count: > 0 } list => list.SelectMany((item, i) => Of($"{path}[{i}]", item)),
        string text => [(path, text)],
        KeyMap => [(path, "{}")],
        IReadOnlyList<object?> => [(path, "[]")],
        double number => [(path, KeyJson.Text(number))],
        bool truth => [(path, truth ? "true" : "false")],
        null => [(path, "null")],
        IFormattable number => [(path, number.ToString(null, System.Globalization.CultureInfo.InvariantCulture))],
        _ => throw new NotSupportedException($"{value.GetType()} is no part of a tree."),
    };
}
