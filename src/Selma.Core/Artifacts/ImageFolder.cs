namespace Selma.Core.Artifacts;

/// <summary>Images with their prompts in a folder that loads as a Hugging Face <c>imagefolder</c>.</summary>
public static class ImageFolder
{
    private const string Metadata = "metadata.jsonl";

    /// <summary>The lines of a folder's <c>metadata.jsonl</c>, in order.</summary>
    /// <exception cref="SelmaException">SELMA2003: the file is missing or malformed.</exception>
    public static IReadOnlyList<ImageLine> Read(string folder) => JsonLines.Read<ImageLine>(Path.Combine(folder, Metadata), "line of image metadata");

    /// <summary>Writes <c>metadata.jsonl</c>.</summary>
    public static void Write(string folder, IEnumerable<ImageLine> lines) => JsonLines.Write(
        Path.Combine(folder, Metadata),
        lines.Select(line => JsonLines.Row(("file_name", line.FileName), ("text", line.Text), ("seed", line.Seed))));
}
