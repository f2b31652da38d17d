namespace Selma.Core.Reports;

/// <summary>What a skill made for itself.</summary>
/// <param name="Name">The skill.</param>
/// <param name="Prompts"><c>1-prompts/&lt;skill&gt;</c>: <c>prompts.jsonl</c> and <c>rejected.jsonl</c>.</param>
/// <param name="Images"><c>2-images/&lt;skill&gt;</c>; null shows none of its images.</param>
public sealed record ReportedSkill(string Name, string Prompts, string? Images = null);
