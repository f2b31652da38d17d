using System.Collections.Concurrent;
using Selma.Core.Scores;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

/// <summary>The released benchmark and released answers.</summary>
internal static class ReleasedAnswers
{
    private static readonly Lazy<DsgBenchmark> Dsg1k = new(() => DsgFile.Read(Shared.Data("dsg", "dsg-1k-anns.csv")));
    private static readonly ConcurrentDictionary<string, Lazy<Dictionary<(string Drawer, string Item, int Question), string>>> Files = new();
    private static readonly ConcurrentDictionary<(string, string), Lazy<IReadOnlyList<ScoredItem>>> Scores = new();

    public static DsgBenchmark Benchmark => Dsg1k.Value;

    /// <summary>Every item with the answers of a model on images of another; null where there is none.</summary>
    public static IReadOnlyList<(DsgItem Item, IReadOnlyList<string?> Answers)> Of(string answerer, string drawer)
    {
        var answers = Files.GetOrAdd(answerer, name => new(() => AnswerFile.Read(Shared.Data("dsg", name + "_dsg.csv.gz"))
            .ToDictionary(line => (line.Model, line.ItemId, line.QuestionId), line => line.Answer))).Value;
        return [.. Benchmark.Items.Select(item => (item, (IReadOnlyList<string?>)
            [.. item.Questions.Select(question => answers.GetValueOrDefault((drawer, item.Id, question.Id)))]))];
    }

    /// <summary>The same, scored by both rules.</summary>
    public static IReadOnlyList<ScoredItem> Scored(string answerer, string drawer) => Scores.GetOrAdd((answerer, drawer), _ => new(() =>
        [.. Of(answerer, drawer).Select(pair => new ScoredItem(
            pair.Item.Id, pair.Item.Source, pair.Item.Text, [ScoredImage.Of(pair.Item, pair.Item.Id + ".jpg", 0, pair.Answers)]))])).Value;
}
