namespace Selma.Core.Artifacts;

/// <summary>An accepted prompt, a line of <c>prompts.jsonl</c>.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Examples">The in-context examples that its request showed.</param>
/// <param name="Nearest">The seed prompt or earlier accepted prompt most similar to it; null where there was none.</param>
/// <param name="Similarity">ROUGE-L F-measure of the two, 0..1.</param>
/// <param name="Depth">
/// Replies between it and the seed prompts: 1 where all examples were seed prompts, else one more than the deepest example. Null where the
/// writer is the embedded one, whose prompts stay within the examples' patterns.
/// </param>
/// <param name="Request">Number of the request whose reply held it, from 0; null as <paramref name="Depth"/>.</param>
public sealed record PromptLine(
    string Prompt, IReadOnlyList<string> Examples, string? Nearest, double Similarity, int? Depth = null, int? Request = null);
