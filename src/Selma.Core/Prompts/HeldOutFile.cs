using System.Text;
using System.Text.RegularExpressions;

namespace Selma.Core.Prompts;

/// <summary>Reads prompts that must not be written: a benchmark in DSG's CSV format, or a text with a prompt on each line.</summary>
/// <remarks>Source of the format: <c>dsg-1k-anns.csv</c>, a row for each question, whose column <c>text</c> repeats the prompt.</remarks>
internal static partial class HeldOutFile
{
    private static readonly string[] Columns = ["text", "prompt", "caption"];

    /// <summary>The prompts, each once, in the file's order.</summary>
    /// <exception cref="SelmaException">SELMA2005: the file cannot be read, or its CSV has no column of prompts.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return [.. Prompts(path).Select(prompt => Blanks().Replace(prompt, " ").Trim()).Where(prompt => prompt.Length > 0).Distinct()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelmaException("SELMA2005", $"The held-out prompts cannot be read: {e.Message} Correct 'prompts.held_out'.", new(path), e);
        }
    }

    private static IEnumerable<string> Prompts(string path)
    {
        if (!path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return File.ReadLines(path);
        }

        using var text = new StreamReader(path);
        var header = Row(text) ?? [];
        var column = Columns.Select(name => header.IndexOf(name)).FirstOrDefault(index => index >= 0, -1);
        return column >= 0
            ? Rows(text).Where(row => row.Count > column).Select(row => row[column]).ToList()
            : throw new SelmaException(
                "SELMA2005", $"The CSV has no column 'text' (it has: {string.Join(", ", header)}). Name a benchmark in DSG's format, or a text file.", new(path, 1));
    }

    private static IEnumerable<List<string>> Rows(TextReader text)
    {
        while (Row(text) is { } row)
        {
            yield return row;
        }
    }

    /// <summary>The fields of the next record (RFC 4180): quoted ones hold commas, line ends and doubled quotation marks. Null at the end.</summary>
    private static List<string>? Row(TextReader text)
    {
        if (text.Peek() < 0)
        {
            return null;
        }

        List<string> fields = [];
        while (true)
        {
            fields.Add(text.Peek() == '"' ? Quoted(text) : Plain(text));
            var end = text.Read();
            if (end != ',')
            {
                _ = end == '\r' && text.Peek() == '\n' ? text.Read() : 0;
                return fields;
            }
        }
    }

    private static string Quoted(TextReader text)
    {
        var field = new StringBuilder();
        _ = text.Read();
        for (var letter = text.Read(); letter >= 0; letter = text.Read())
        {
            if (letter != '"')
            {
                _ = field.Append((char)letter);
            }
            else if (text.Peek() == '"')
            {
                _ = field.Append((char)text.Read());
            }
            else
            {
                return field + Plain(text);
            }
        }

        return field.ToString();
    }

    private static string Plain(TextReader text)
    {
        var field = new StringBuilder();
        while (text.Peek() is not (-1 or ',' or '\r' or '\n'))
        {
            _ = field.Append((char)text.Read());
        }

        return field.ToString();
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
