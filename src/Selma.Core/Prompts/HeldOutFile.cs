using System.Text;
using System.Text.RegularExpressions;
using Selma.Core.Artifacts;

namespace Selma.Core.Prompts;

/// <summary>
/// Reads prompts that must not be written: a benchmark in DSG's CSV format, or a text with a prompt on each line; either plain or
/// <c>.gz</c>.
/// </summary>
/// <remarks>Source of the format: <c>dsg-1k-anns.csv</c>, a row for each question, whose column <c>text</c> repeats the prompt.</remarks>
internal static partial class HeldOutFile
{
    private const string Code = "SELMA2005";
    private static readonly string[] Columns = ["text", "prompt", "caption"];
    private static readonly CsvFormat Format = new(Code, "file of held-out prompts", Columns) { AllowsRaggedLines = true };

    /// <summary>The prompts, each once, in the file's order.</summary>
    /// <exception cref="SelmaException">SELMA2005: the file cannot be read, or its CSV has no column of prompts.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return [.. Prompts(path).Select(prompt => Blanks().Replace(prompt, " ").Trim()).Where(prompt => prompt.Length > 0).Distinct()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
        {
            throw new SelmaException(Code, $"The held-out prompts cannot be read: {e.Message} Correct 'prompts.held_out'.", new(path), e);
        }
    }

    private static IEnumerable<string> Prompts(string path) =>
        PackedText.Extension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? OfCsv(path) : Lines(path);

    private static IEnumerable<string> OfCsv(string path)
    {
        var header = Format.Header(path);
        return Columns.FirstOrDefault(header.Contains) is { } column
            ? (Format with { Columns = [column] }).Read(path).Select(row => row.Values[0])
            : throw Format.Wrong(
                $"The CSV has no column 'text' (it has: {string.Join(", ", header)}). Name a benchmark in DSG's format, or a text file.", path, line: 1);
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var text = PackedText.Open(path);
        while (text.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
