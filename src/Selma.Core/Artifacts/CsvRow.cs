namespace Selma.Core.Artifacts;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="Values">In the order of the columns asked for.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Values);
