using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.World;

namespace Selma.Core.Scores;

/// <summary>Benchmarks as CSV files in the columns of DSG-1k, a row for each question.</summary>
/// <remarks>
/// Source: j-min/DSG, <c>dsg/data/dsg-1k-anns.csv</c>. That file's flaws are kept, since published numbers depend on them: words and blanks
/// among the parents, parents that do not exist, and an item without its first question.
/// </remarks>
public static class DsgFile
{
    private static readonly CsvFormat Format = new(
        "SELMA2401",
        "benchmark",
        [
            "item_id", "text", "keywords", "proposition_id", "dependency", "category_broad", "category_detailed", "tuple",
            "question_natural_language",
        ]);

    private static readonly CsvFormat Needed = Format with { Columns = [.. Format.Columns.Where(column => column != "keywords")] };

    /// <summary>Reads a benchmark.</summary>
    /// <param name="path">The file, <c>.csv</c> or <c>.csv.gz</c>.</param>
    /// <exception cref="SelmaException">
    /// SELMA2401: it is missing, no CSV in DSG's columns, or its rows contradict each other; with the line at fault.
    /// </exception>
    public static DsgBenchmark Read(string path)
    {
        var items = new List<DsgItem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rows in Items(Needed.Read(path)))
        {
            var (id, text) = (rows[0].Values[0], rows[0].Values[1]);
            if (id.Length == 0 || !seen.Add(id))
            {
                throw Format.Wrong($"The item '{id}' stands here again, or has no id. Rows of an item must follow each other.", path, rows[0].Line);
            }

            if (rows.Find(row => row.Values[1] != text) is { } other)
            {
                throw Format.Wrong($"The item '{id}' has another text here than in line {rows[0].Line}. An item has one text.", path, other.Line);
            }

            items.Add(new(id, Source(id), text, Questions(rows, path)));
        }

        return items.Count > 0 ? new(items) : throw Format.Wrong("This benchmark has no questions. Check the file.", path, line: 1);
    }

    /// <summary>Writes a benchmark; the same one gives the same bytes.</summary>
    public static void Write(string path, DsgBenchmark benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        Format.Write(path, benchmark.Items.SelectMany(item => item.Questions.Select(question => (IReadOnlyList<string>)[
            item.Id, item.Text, DsgTuple.Parse(question.Tuple).Arguments, question.Id.ToString(CultureInfo.InvariantCulture),
            string.Join(',', question.Parents), question.CategoryBroad, question.CategoryDetailed, question.Tuple, question.Text,
        ])));
    }

    /// <summary>Writes held-out prompts of the world as a benchmark; their styles become its sources.</summary>
    public static void Write(string path, IReadOnlyList<BenchmarkPrompt> prompts) => Write(path, DsgBenchmark.Of(prompts));

    /// <summary>An id up to its last underscore.</summary>
    internal static string Source(string id) => id.LastIndexOf('_') is > 0 and var end ? id[..end] : id;

    private static IEnumerable<List<CsvRow>> Items(IReadOnlyList<CsvRow> rows)
    {
        var item = new List<CsvRow>();
        foreach (var row in rows)
        {
            if (item.Count > 0 && item[0].Values[0] != row.Values[0])
            {
                yield return item;
                item = [];
            }

            item.Add(row);
        }

        if (item.Count > 0)
        {
            yield return item;
        }
    }

    private static List<DsgQuestion> Questions(List<CsvRow> rows, string path)
    {
        var questions = new List<DsgQuestion>();
        foreach (var row in rows)
        {
            var isId = int.TryParse(row.Values[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
            if (!isId || questions.Exists(question => question.Id == id))
            {
                throw Format.Wrong($"'{row.Values[2]}' is no proposition_id, or the item has it twice. Number an item's questions from 1.", path, row.Line);
            }

            questions.Add(new(id, row.Values[3].Split(','), row.Values[4], row.Values[5], row.Values[6], row.Values[7], row.Line));
        }

        return questions;
    }
}
