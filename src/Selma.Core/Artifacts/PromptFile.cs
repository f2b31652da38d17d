namespace Selma.Core.Artifacts;

/// <summary>The prompts of a skill, <c>prompts.jsonl</c>: a JSON object a line, keys sorted.</summary>
public static class PromptFile
{
    /// <summary>Reads the prompts in order.</summary>
    /// <exception cref="SelmaException">SELMA2003: the file is missing, or a line is not a prompt.</exception>
    public static IReadOnlyList<PromptLine> Read(string path) => JsonLines.Read<PromptLine>(path, "prompt");

    /// <summary>Writes the prompts; the same prompts give the same bytes.</summary>
    public static void Write(string path, IEnumerable<PromptLine> prompts) => JsonLines.Write(path, prompts.Select(Row));

    private static SortedDictionary<string, object?> Row(PromptLine line)
    {
        var row = JsonLines.Row(
            ("prompt", line.Prompt), ("examples", line.Examples), ("nearest", line.Nearest), ("similarity", line.Similarity));
        if (line.Depth is { } depth)
        {
            row.Add("depth", depth);
            row.Add("request", line.Request);
        }

        return row;
    }
}
