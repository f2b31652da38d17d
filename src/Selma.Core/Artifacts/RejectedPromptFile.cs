namespace Selma.Core.Artifacts;

/// <summary>The prompts that a skill did not accept, <c>rejected.jsonl</c>: a JSON object a line, keys sorted.</summary>
public static class RejectedPromptFile
{
    /// <summary>Reads the prompts in order.</summary>
    /// <exception cref="SelmaException">SELMA2003: the file is missing, or a line is not a rejected prompt.</exception>
    public static IReadOnlyList<RejectedPromptLine> Read(string path) => JsonLines.Read<RejectedPromptLine>(path, "rejected prompt");

    /// <summary>Writes the prompts; the same prompts give the same bytes.</summary>
    public static void Write(string path, IEnumerable<RejectedPromptLine> prompts) => JsonLines.Write(path, prompts.Select(line => JsonLines.Row(
        ("prompt", line.Prompt), ("reason", line.Reason), ("request", line.Request), ("nearest", line.Nearest), ("similarity", line.Similarity))));
}
