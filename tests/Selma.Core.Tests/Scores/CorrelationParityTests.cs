using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Selma.Core.Artifacts;
using Selma.Core.Scores;
using Selma.Core.Scores.Statistics;
using Selma.TestKit;

namespace Selma.Core.Tests.Scores;

public static class CorrelationParityTests
{
    private static readonly Lazy<IReadOnlyList<CsvRow>> Likert =
        new(() => ParityValues.Rows("tifa160-likert-anns.csv", "t2i_model", "item_id", "answer"));

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<CsvRow>>> Vq2a = new();

    private static readonly Lazy<JsonElement[]> Tifa800 = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Shared.Data("tifa", "human_annotations_with_scores.json")));
        return [.. document.RootElement.Clone().EnumerateObject().Select(member => member.Value)];
    });

    public static TheoryData<string> Tifa160Names => ParityValues.Names("tifa160.");

    public static TheoryData<string> Tifa800Names => ParityValues.Names("tifa800.");

    public static TheoryData<string> LikertNames => ParityValues.Names("likert.");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Tifa160Names))]
    public static void Scores_of_TIFA160_and_their_correlation_with_people(string name)
    {
        var parts = name.Split('.');
        var isMean = parts[^1] == "mean";
        var people = Ratings().ToDictionary(group => group.Key, group => group.Average());
        var drawers = isMean ? [parts[3]] : people.Keys.Select(image => image.Drawer).Distinct().ToArray();
        var scores = drawers.SelectMany(drawer => Tifa160(parts[1], parts[2], drawer)).ToDictionary();
        ParityValues.Check(
            name,
            isMean ? scores.Values.Average() : Correlate(parts[3].Split('_')[0], [.. scores.Values], [.. scores.Keys.Select(image => people[image])]),
            scores.Count);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Tifa800Names))]
    public static void Stored_scores_of_800_images_and_their_correlation_with_people(string name)
    {
        var parts = name.Split('.');
        var (metric, what) = (parts[1], parts[2]);
        var human = Tifa800.Value.Select(image => image.GetProperty("human_avg").GetDouble()).ToList();
        var scores = Tifa800.Value.Select(image => image.GetProperty(metric).GetDouble()).ToList();
        if (what == "mean")
        {
            var own = Tifa800.Value.Where(image => image.GetProperty("image_path").GetString() == $"{image.GetProperty("text_id").GetString()}_{parts[3]}.jpg")
                .Select(image => image.GetProperty(metric).GetDouble()).ToList();
            ParityValues.Check(name, own.Average(), own.Count);
        }
        else if (what.StartsWith("pair_", StringComparison.Ordinal))
        {
            var wanted = what switch { "pair_concordant" => 1, "pair_discordant" => -1, _ => 0 };
            ParityValues.Check(name, Pairs(scores, human).Count(sign => sign == wanted), tolerance: 0);
        }
        else
        {
            ParityValues.Check(name, Correlate(what.Split('_')[0], scores, human), scores.Count);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(LikertNames))]
    public static void Agreement_of_raters(string name)
    {
        var parts = name.Split('.');
        var units = parts[1] == "dsg160"
            ? Ratings().Select(group => (group.Key.Drawer, Ratings: group.ToList())).ToList()
            : [.. Tifa800.Value.Select(image => ("", image.GetProperty("human_scores").EnumerateArray().Select(score => score.GetDouble()).ToList()))];
        var (value, count) = parts[2] switch
        {
            "mean" => Mean(units.Where(unit => unit.Item1 == parts[3]).Select(unit => unit.Item2.Average()).ToList()),
            "fleiss_kappa_5raters" => Fleiss(units.Select(unit => unit.Item2).Where(unit => unit.Count == 5).ToList()),
            _ => (Agreement.Krippendorff([.. units.Select(unit => unit.Item2)], Enum.Parse<AlphaLevel>(parts[2].Split('_')[1], ignoreCase: true)), units.Count),
        };
        ParityValues.Check(name, value, count);
    }

    private static (double Value, int Count) Mean(List<double> values) => (values.Average(), values.Count);

    private static (double Value, int Count) Fleiss(List<List<double>> units) => (Agreement.Fleiss(units), units.Count);

    private static IEnumerable<IGrouping<(string Item, string Drawer), double>> Ratings() => Likert.Value.GroupBy(
        row => (row.Values[1], row.Values[0]), row => double.Parse(row.Values[2], CultureInfo.InvariantCulture));

    private static IEnumerable<KeyValuePair<(string Item, string Drawer), double>> Tifa160(string questions, string answerer, string drawer) =>
        questions == "vq2a"
            ? Vq2a.GetOrAdd(answerer, name => new(() => ParityValues.Rows(name + "_vq2a.csv.gz", "t2i_model", "item_id", "answer"))).Value
                .Where(row => row.Values[0] == drawer)
                .GroupBy(row => row.Values[1]).Select(group => KeyValuePair.Create((group.Key, drawer), group.Average(row => row.Values[2] == "yes" ? 1.0 : 0)))
            : ReleasedAnswers.Of(answerer, drawer).Where(pair => pair.Item.Source == "tifa160")
                .Select(pair => KeyValuePair.Create((pair.Item.Id, drawer), DsgMacroRule.Score(pair.Item, pair.Answers, questions == "dsg")));

    private static double Correlate(string measure, IReadOnlyList<double> scores, IReadOnlyList<double> people) => measure switch
    {
        "pearson" => Correlation.Pearson(scores, people),
        "spearman" => Correlation.Spearman(scores, people),
        "kendall" => Correlation.Kendall(scores, people),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "No such measure."),
    };

    /// <summary>For each two images of a prompt that people rate differently whether the scores agree (1), disagree (-1) or are equal.</summary>
    private static IEnumerable<int> Pairs(List<double> scores, List<double> human) =>
        from prompt in Tifa800.Value.Select((image, i) => (Text: image.GetProperty("text_id").GetString(), Place: i)).GroupBy(image => image.Text, image => image.Place)
        from i in prompt
        from j in prompt
        where i < j && human[i] != human[j]
        select Math.Sign(human[i].CompareTo(human[j])) * Math.Sign(scores[i].CompareTo(scores[j]));
}
