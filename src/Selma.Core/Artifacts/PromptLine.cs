namespace Selma.Core.Artifacts;

/// <summary>An accepted prompt, a line of <c>prompts.jsonl</c>.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Examples">The in-context examples that its request showed.</param>
/// <param name="Nearest">The seed prompt or earlier accepted prompt most similar to it; null where there was none.</param>
/// <param name="Similarity">ROUGE-L F-measure of the two, 0..1.</param>
public sealed record PromptLine(string Prompt, IReadOnlyList<string> Examples, string? Nearest, double Similarity);
