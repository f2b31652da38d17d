using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Errors and warnings in MSBuild's canonical form, which editors and CI logs make clickable.</summary>
internal static class MessageText
{
    /// <summary><c>experiments/tiny/experiment.yaml(4,3): error SELMA1004: …</c></summary>
    public static string Of(BuildErrorEventArgs error) =>
        Canonical("error", error.Code, error.File, error.LineNumber, error.ColumnNumber, error.Message, error.ProjectFile);

    /// <summary><c>experiments/tiny/experiment.yaml(4,3): warning SELMA1004: …</c></summary>
    public static string Of(BuildWarningEventArgs warning) =>
        Canonical("warning", warning.Code, warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message, warning.ProjectFile);

    private static string Canonical(string kind, string? code, string? file, int line, int column, string? message, string? project)
    {
        // MSBuild fills in the place of the task in the project; a SELMA error without a place of its own has none.
        var isOurs = code?.StartsWith("SELMA", StringComparison.Ordinal) == true;
        var place = isOurs && IsProject(file, project) ? "" : file ?? "";
        var position = (line, column) switch
        {
            _ when place.Length == 0 => "",
            (0, _) => ": ",
            (_, 0) => $"({line}): ",
            _ => $"({line},{column}): ",
        };
        return $"{Relative(place)}{position}{kind} {code}: {message}";
    }

    private static bool IsProject(string? file, string? project) =>
        file is null || file.EndsWith(".targets", StringComparison.Ordinal) || file == project;

    /// <summary>Within the folder that the build runs in, the short path reads better.</summary>
    private static string Relative(string file)
    {
        if (!Path.IsPathFullyQualified(file))
        {
            return file;
        }

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
