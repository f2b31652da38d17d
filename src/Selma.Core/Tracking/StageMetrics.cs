using System.Text.Json;
using Selma.Core.Scores;

namespace Selma.Core.Tracking;

/// <summary>The numbers that a stage's outputs hold: losses of a training, what a merge measured, scores.</summary>
internal static class StageMetrics
{
    /// <summary>The numbers, in a fixed order; none where the stage measures nothing or its files are gone.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="find">The path of one of its outputs; null where it is gone.</param>
    public static IEnumerable<Metric> Of(TrackedStage stage, Func<string, string?> find) => stage.Record.Outputs.SelectMany(output =>
        Path.GetExtension(output.Path) == ".json" && find(output.Path) is { } file ? Of(stage, output.Path, file) : []);

    private static IEnumerable<Metric> Of(TrackedStage stage, string name, string file)
    {
        try
        {
            return [.. name switch
            {
                "training.json" => Training(stage, file),
                "merge.json" => Merge(stage, file),
                _ when IsScores(stage) => Scores(stage, ScoreFile.Read(file)),
                _ => [],
            }];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or SelmaException)
        {
            return []; // the report says what is wrong with it
        }
    }

    /// <summary>Whether a stage's JSON files are score files.</summary>
    public static bool IsScores(TrackedStage stage) => stage.Record.KeyDocument.Find("stage") is "scores";

    private static IEnumerable<Metric> Training(TrackedStage stage, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. Curve(stage, "loss", json, "losses"), .. Curve(stage, "held_out_loss", json, "candidates")];
    }

    private static IEnumerable<Metric> Curve(TrackedStage stage, string metric, JsonDocument json, string list) =>
        json.RootElement.GetProperty(list).EnumerateArray().Select(point => new Metric(
            $"{metric}/{stage.Name}", point.GetProperty("step").GetInt64(), point.GetProperty("loss").GetDouble(), stage.Started));

    private static IEnumerable<Metric> Merge(TrackedStage stage, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [Single(stage, $"cross_term_energy/{stage.Name}", json.RootElement.GetProperty("cross_term_energy").GetDouble())];
    }

    private static IEnumerable<Metric> Scores(TrackedStage stage, ScoreFile scores) =>
    [
        Single(stage, $"dsg_micro/{scores.Benchmark}/{scores.Arm}", scores.DsgMicro.Value),
        Single(stage, $"dsg_macro/{scores.Benchmark}/{scores.Arm}", scores.DsgMacro.Value),
        .. scores.Categories.Select(category => Single(stage, $"dsg_micro/{scores.Benchmark}/{scores.Arm}/{category.Name}", category.Value)),
    ];

    private static Metric Single(TrackedStage stage, string name, double value) => new(name, 0, value, stage.Started);
}
