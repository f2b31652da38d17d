using System.Text.Json;

namespace Selma.Build;

/// <summary>Tests that passed, failed and were skipped, over all projects.</summary>
internal sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>Sums up the Common Test Report Format files of a folder.</summary>
    public static TestCounts Read(string folder) =>
        Directory.EnumerateFiles(folder, "*.ctrf", SearchOption.AllDirectories).Select(ReadFile)
            .Aggregate(new TestCounts(0, 0, 0), (a, b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped));

    private static TestCounts ReadFile(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var summary = json.RootElement.GetProperty("results").GetProperty("summary");
        return new(Count("passed"), Count("failed"), Count("skipped"));

        int Count(string name) => summary.GetProperty(name).GetInt32();
    }
}
