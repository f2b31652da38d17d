using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary><c>metrics.csv</c>: a row for each number, with its name, step and value; any program reads it.</summary>
internal static class MetricsFile
{
    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "metrics.csv";

    private const string Head = "metric,step,value";

    /// <summary>Writes the file; the same metrics give the same bytes.</summary>
    public static void Write(string path, IEnumerable<Metric> metrics) => AtomicFile.WriteLines(path, metrics
        .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{Field(metric.Name)},{metric.Step},{metric.Value:R}")).Prepend(Head));

    /// <summary>Quotes a name that holds what separates fields (RFC 4180).</summary>
    private static string Field(string name) =>
        name.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
