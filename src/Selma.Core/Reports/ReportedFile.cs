namespace Selma.Core.Reports;

/// <summary>A file and what it is of.</summary>
/// <param name="Name">The arm or skill: <c>expert-coco</c>, <c>merged</c>.</param>
/// <param name="Path">The file.</param>
public sealed record ReportedFile(string Name, string Path);
