using System.Text.Json;
using Selma.Core.Prompts;
using Selma.TestKit;

namespace Selma.Core.Tests.Prompts;

public static class RougeGoldenTests
{
    [Fact]
    public static void Pairs_have_the_words_scores_and_decisions_of_rouge_score()
    {
        using var pairs = Read("pairs.json");
        foreach (var pair in pairs.RootElement.EnumerateArray())
        {
            var target = Text(pair, "target");
            var prediction = Text(pair, "prediction");
            Assert.Equal(Texts(pair, "target_tokens"), RougeL.Words(target));
            Assert.Equal(Texts(pair, "prediction_tokens"), RougeL.Words(prediction));
            var score = RougeL.Score(target, prediction);
            Assert.Equal(
                pair.GetProperty("rougeL").EnumerateArray().Select(value => value.GetDouble()),
                [score.Precision, score.Recall, score.FMeasure]);
            Assert.Equal(pair.GetProperty("rougeL_above_0.8").GetBoolean(), score.FMeasure > 0.8);
        }
    }

    [Fact]
    public static void Filter_keeps_the_same_prompts_and_names_the_same_neighbours()
    {
        using var trace = Read("filter.json");
        foreach (var filter in trace.RootElement.GetProperty("filters").EnumerateObject())
        {
            var threshold = JsonDocument.Parse(filter.Name).RootElement.GetDouble();
            var (kept, rejected) = Run(Texts(trace.RootElement, "seeds"), Texts(trace.RootElement, "prompts"), threshold);
            Assert.Equal(filter.Value.GetProperty("kept").EnumerateArray().Select(index => index.GetInt32()), kept.Select(row => row.Index));
            Assert.Equal(Rows(filter.Value, "kept_detail"), kept);
            Assert.Equal(Rows(filter.Value, "rejected"), rejected);
        }
    }

    private static (List<Row> Kept, List<Row> Rejected) Run(IEnumerable<string> seeds, string[] prompts, double threshold)
    {
        var filter = new RougeLFilter();
        foreach (var seed in seeds)
        {
            _ = filter.Add(filter.Read(seed));
        }

        List<Row> kept = [], rejected = [];
        for (var i = 0; i < prompts.Length; i++)
        {
            var words = filter.Read(prompts[i]);
            var nearest = filter.Nearest(words);
            var similar = nearest.Similarity > threshold;
            (similar ? rejected : kept).Add(new(i, nearest.Index, nearest.Similarity));
            _ = similar ? -1 : filter.Add(words);
        }

        return (kept, rejected);
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllText(Shared.Golden("training", "rouge", file)));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static IEnumerable<Row> Rows(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(row =>
        new Row(row.GetProperty("index").GetInt32(), row.GetProperty("nearest_in_pool").GetInt32(), row.GetProperty("f").GetDouble()));

    private readonly record struct Row(int Index, int Nearest, double Similarity);
}
