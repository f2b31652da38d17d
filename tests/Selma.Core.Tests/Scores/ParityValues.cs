using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

/// <summary><c>evaluation_parity.json</c>: values that were computed from the released files by other programs.</summary>
internal static class ParityValues
{
    private static readonly Lazy<JsonElement> Values = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Shared.Data("evaluation_parity.json")));
        return document.RootElement.GetProperty("values").Clone();
    });

    /// <summary>The names that begin so; none where the data are absent.</summary>
    public static TheoryData<string> Names(params string[] starts) =>
        Shared.HasData ? [.. Values.Value.EnumerateObject().Select(member => member.Name).Where(name => starts.Any(start => name.StartsWith(start, StringComparison.Ordinal)))] : [];

    /// <summary>A value and what it was computed from: prompts, questions, votes.</summary>
    public static void Check(string name, double actual, int? count = null, double tolerance = 1e-9)
    {
        var entry = Values.Value.GetProperty(name);
        Assert.Equal(entry.GetProperty("value").GetDouble(), actual, tolerance);
        if (entry.TryGetProperty("n", out var n) && count is { } own)
        {
            Assert.Equal(n.GetInt32(), own);
        }
    }

    /// <summary>The value of an entry.</summary>
    public static double Of(string name) => Values.Value.GetProperty(name).GetProperty("value").GetDouble();

    /// <summary>Rows of a released CSV file.</summary>
    public static IReadOnlyList<CsvRow> Rows(string file, params string[] columns) =>
        new CsvFormat("SELMA2405", "released file", columns).Read(Shared.Data("dsg", file));
}
