using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Selma.TestKit;

/// <summary>Cases of theories, listed from golden files so that new cases need no code; none where the files are absent.</summary>
public static partial class GoldenCases
{
    /// <summary>A JSON file of the golden values; an undefined element where they are absent.</summary>
    public static JsonElement Read(params string[] parts)
    {
        if (!Shared.HasGoldens)
        {
            return default;
        }

        var text = PythonNumbers().Replace(File.ReadAllText(Shared.Golden(parts)), "null"); // Python writes them, JSON has none
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The names of the members of an object inside a file.</summary>
    /// <param name="root">What <see cref="Read"/> gave.</param>
    /// <param name="path">Members to descend through.</param>
    public static TheoryData<string> Names(JsonElement root, params string[] path) => Names(root, _ => true, path);

    /// <summary>The names of the members that satisfy a condition.</summary>
    public static TheoryData<string> Names(JsonElement root, Func<JsonProperty, bool> where, params string[] path)
    {
        var names = new TheoryData<string>();
        if (root.ValueKind == JsonValueKind.Undefined)
        {
            return names;
        }

        foreach (var member in path.Aggregate(root, (element, name) => element.GetProperty(name)).EnumerateObject().Where(where))
        {
            names.Add(member.Name);
        }

        return names;
    }

    [GeneratedRegex(@"(?<=[:\[,]\s*)-?(Infinity|NaN)\b")]
    private static partial Regex PythonNumbers();
}
