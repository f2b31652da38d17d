namespace Selma.Core.Artifacts;

/// <summary>A prompt that was offered and not accepted, a line of <c>rejected.jsonl</c>.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Reason">Why: <c>similar</c>, <c>empty</c>, <c>too long</c>, <c>held out</c> …</param>
/// <param name="Request">Number of the request whose reply held it, from 0.</param>
/// <param name="Nearest">For <c>similar</c>: the prompt that it is similar to.</param>
/// <param name="Similarity">For <c>similar</c>: ROUGE-L F-measure of the two, 0..1.</param>
public sealed record RejectedPromptLine(string Prompt, string Reason, int Request, string? Nearest = null, double? Similarity = null);
