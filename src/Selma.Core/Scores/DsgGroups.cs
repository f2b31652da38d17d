namespace Selma.Core.Scores;

/// <summary>The groups that DSG's numbers are reported in.</summary>
/// <remarks>Source: j-min/DSG, <c>dsg/data_utils.py</c>; categories of questions as in the paper's Table 7.</remarks>
public static class DsgGroups
{
    private static readonly (string Word, string Category)[] ByWord =
    [
        ("tifa", "tifa"), ("stanford", "paragraph"), ("localized", "paragraph"), ("countbench", "count"), ("vrd", "relation"),
        ("diffusion", "real_user"), ("midjourney", "real_user"), ("posescript", "pose"), ("whoops", "defying"), ("drawtext", "text"),
    ];

    private static readonly (string Word, string Group)[] ByTuple =
    [
        ("entity", "entity"), ("attribute", "attribute"), ("other", "attribute"), ("relation", "relation"), ("action", "relation"),
        ("global", "global"),
    ];

    /// <summary>The reporting category of an item, by the first word that its id contains.</summary>
    /// <returns><c>tifa</c>, <c>paragraph</c>, <c>count</c>, <c>relation</c>, <c>real_user</c>, <c>pose</c>, <c>defying</c>, <c>text</c> or <c>other</c>.</returns>
    public static string Reporting(string itemId) =>
        Array.Find(ByWord, pair => itemId.Contains(pair.Word, StringComparison.Ordinal)).Category ?? "other";

    /// <summary>The group of a question in DSG's own reports, by the first word that its tuple contains, arguments included.</summary>
    /// <returns><c>entity</c>, <c>attribute</c>, <c>relation</c>, <c>global</c> or <c>other</c>.</returns>
    public static string Question(string tuple) =>
        Array.Find(ByTuple, pair => tuple.Contains(pair.Word, StringComparison.Ordinal)).Group ?? "other";

    /// <summary>The category of a question in score files: the detailed one, or the broad one where there is none (<c>global</c>).</summary>
    public static string Category(DsgQuestion question) =>
        question.CategoryDetailed is "" or "-" ? question.CategoryBroad : question.CategoryDetailed;
}
