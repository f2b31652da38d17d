namespace Selma.Core.Reports;

/// <summary>What the paper reports, to stand beside what was measured here. Other models, other prompts, another answerer.</summary>
/// <remarks>Source: paper, Tables 1, 2 and 7 (DSG columns), in percent.</remarks>
internal static class PaperNumbers
{
    /// <summary>Table 1.</summary>
    public static IReadOnlyList<PaperScore> Table1 { get; } = [new("SD v1.4", 67.3, 71.3), new("SD v2", 70.3, 77.7), new("SDXL", 73.3, 80.2)];

    /// <summary>Table 2, SD v2: the base, and the merge of five.</summary>
    public const double Base = 70.3, Merged5 = 77.7, Merged3 = 76.9, Joint3 = 75.1, Joint5 = 74.4;

    /// <summary>Table 2, SD v2: a single LoRA on each skill's set.</summary>
    public static IReadOnlyDictionary<string, double> Experts { get; } = new Dictionary<string, double>
    {
        ["localized-narratives"] = 76.4,
        ["countbench"] = 76.0,
        ["diffusiondb"] = 73.0,
        ["whoops"] = 73.0,
        ["coco"] = 76.0,
    };

    private static readonly string[] Categories =
        ["whole", "color", "shape", "spatial", "part", "state", "count", "action", "global", "material", "type", "text"];

    private static readonly double[][] Table7Rows =
    [
        [78.6, 62.5, 46.0, 61.1, 68.1, 58.2, 62.4, 59.9, 59.4, 42.3, 73.0, 52.7],
        [83.7, 62.5, 52.0, 66.2, 72.1, 63.3, 66.1, 72.1, 57.1, 59.7, 67.6, 50.9],
        [80.8, 68.6, 50.0, 63.6, 72.3, 63.6, 69.3, 62.9, 61.9, 55.7, 66.8, 60.9],
        [88.0, 80.8, 65.4, 71.0, 78.7, 71.5, 66.3, 78.4, 61.0, 69.2, 81.4, 67.4],
        [84.8, 74.7, 58.0, 69.4, 71.1, 60.7, 59.8, 71.7, 61.5, 63.9, 71.7, 60.0],
        [90.4, 81.3, 64.0, 77.4, 83.3, 68.2, 73.0, 79.4, 60.2, 77.3, 75.4, 76.4],
    ];

    /// <summary>Table 7: a category's scores in the three models, in the order of Table 1; null where the paper has no such category.</summary>
    public static IReadOnlyList<PaperScore>? Category(string name)
    {
        var column = Array.IndexOf(Categories, name);
        return column < 0
            ? null
            : [.. Table1.Select((row, i) => new PaperScore(row.Model, Table7Rows[2 * i][column], Table7Rows[(2 * i) + 1][column]))];
    }

    /// <summary>Table 2's score for an arm of this make; null where the paper has none.</summary>
    public static double? Table2(ReportArm arm) => (arm.Kind, arm.Skills.Count) switch
    {
        (ArmKind.Base, _) => Base,
        (ArmKind.Expert, _) => Experts.TryGetValue(arm.Skills[0], out var score) ? score : null,
        (ArmKind.Joint, 3) => Joint3,
        (ArmKind.Joint, 5) => Joint5,
        (ArmKind.Merged, 3) => Merged3,
        (ArmKind.Merged, 5) => Merged5,
        _ => null,
    };
}
