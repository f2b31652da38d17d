using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Scores;

/// <summary>Answers to a benchmark's questions in the format that the DSG project released, plain or <c>.gz</c>.</summary>
/// <remarks>Source: j-min/DSG, <c>vqa_answers_release/*_dsg.csv</c>.</remarks>
public static class AnswerFile
{
    private static readonly CsvFormat Format = new("SELMA2405", "file of answers", ["t2i_model", "item_id", "question_id", "answer"]);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, <c>.csv</c> or <c>.csv.gz</c>.</param>
    /// <exception cref="SelmaException">SELMA2405: it is missing or malformed; with the line at fault.</exception>
    public static IReadOnlyList<AnswerLine> Read(string path) => [.. Format.Read(path).Select(row => Line(row, path))];

    /// <summary>An error in such a file.</summary>
    internal static SelmaException Wrong(string message, string path, int line) => Format.Wrong(message, path, line);

    private static AnswerLine Line(CsvRow row, string path) =>
        int.TryParse(row.Values[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(row.Line, row.Values[0], row.Values[1], id, row.Values[3])
            : throw Format.Wrong($"'{row.Values[2]}' is no question_id. Give the proposition_id of the benchmark.", path, row.Line);
}
