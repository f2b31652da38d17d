using System.Globalization;
using Selma.Core.Artifacts;
using Selma.Core.Scores;

namespace Selma.Core.Tracking;

/// <summary>What differs between two runs: settings, inputs, numbers.</summary>
/// <param name="first">The run that is compared with.</param>
/// <param name="second">The run that is compared.</param>
/// <param name="cancellation">Stops between resamples.</param>
internal sealed class RunComparison(ComparedRun first, ComparedRun second, CancellationToken cancellation)
{
    private const int DigestLetters = 12;
    private static readonly string[] Digests = ["inputs.", "models.", "upstream."];

    /// <summary>The comparison for people, line by line.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"A: {first.Id}",
        $"B: {second.Id}",
        .. Lost(first, "A"),
        .. Lost(second, "B"),
        .. Only(first, second, "A"),
        .. Only(second, first, "B"),
        .. Section("Settings (A -> B)", Differences(isInput: false)),
        .. Section("Inputs (A -> B)", Differences(isInput: true)),
        .. Section("Numbers", Numbers()),
    ];

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines) =>
        ["", title, .. lines.DefaultIfEmpty("  the same")];

    private static IEnumerable<string> Lost(ComparedRun run, string name) => run.Lost.Count == 0 ? [] :
        [$"{name}: the store no longer holds the records of {string.Join(", ", run.Lost)}."];

    private static IEnumerable<string> Only(ComparedRun run, ComparedRun other, string name)
    {
        var ids = run.Stages.Select(stage => stage.Id).Concat(run.Lost).Except(other.Stages.Select(stage => stage.Id).Concat(other.Lost)).ToList();
        return ids.Count == 0 ? [] : [$"only in {name}: {string.Join(", ", ids)}"];
    }

    /// <summary>Members of the key documents that differ; the same difference in several stages is told once.</summary>
    private IEnumerable<string> Differences(bool isInput)
    {
        var differences =
            from stage in first.Stages
            join other in second.Stages on stage.Id equals other.Id
            from member in Members(stage, other)
            where IsInput(member.Path) == isInput
            group stage.Id by member into same
            orderby same.Key.Path, same.First()
            select $"  {same.Key.Path}: {Value(same.Key.Path, same.Key.Before)} -> {Value(same.Key.Path, same.Key.After)}   ({string.Join(", ", same)})";
        return differences;
    }

    private static IEnumerable<(string Path, string? Before, string? After)> Members(TrackedStage stage, TrackedStage other)
    {
        var before = KeyPaths.Of(stage.Record.KeyDocument).ToDictionary(member => member.Path, member => member.Value);
        var after = KeyPaths.Of(other.Record.KeyDocument).ToDictionary(member => member.Path, member => member.Value);
        return before.Keys.Union(after.Keys)
            .Select(path => (path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
            .Where(member => member.Item2 != member.Item3);
    }

    private static bool IsInput(string path) => Digests.Any(digest => path.StartsWith(digest, StringComparison.Ordinal));

    private static string Value(string path, string? value) => value switch
    {
        null => "(none)",
        { Length: 64 } when IsInput(path) => value[..DigestLetters],
        _ => Redaction.Value(path, value),
    };

    private IEnumerable<string> Numbers()
    {
        var (before, after) = (first.Metrics(), second.Metrics());
        string[] names = [.. before.Keys.Intersect(after.Keys)];
        if (names.Length == 0)
        {
            return ["  none in both runs"];
        }

        var width = Math.Max(6, names.Max(name => name.Length));
        var intervals = Intervals();
        return names.Select(name => Line(name.PadRight(width), before[name], after[name]) + (intervals.TryGetValue(name, out var interval) ? Text(interval) : ""))
            .Prepend($"  {"metric".PadRight(width)}  {"A",10}  {"B",10}  {"B - A",10}  {"relative",9}  95 % interval of B - A");
    }

    private static string Line(string name, double before, double after)
    {
        var relative = before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * (after - before) / Math.Abs(before):+0.0;-0.0;0.0} %");
        return string.Create(CultureInfo.InvariantCulture, $"  {name}  {before,10:F5}  {after,10:F5}  {after - before,10:+0.00000;-0.00000;0}  {relative,9}");
    }

    private static string Text(ScoreDifference difference) =>
        string.Create(CultureInfo.InvariantCulture, $"  {difference.Low:+0.00000;-0.00000;0} to {difference.High:+0.00000;-0.00000;0}, p = {difference.P:0.####}");

    /// <summary>Paired intervals by metric, where both runs scored an arm on the same prompts.</summary>
    private Dictionary<string, ScoreDifference> Intervals()
    {
        Dictionary<string, ScoreDifference> intervals = [];
        var others = second.Scores();
        foreach (var (name, scores) in first.Scores())
        {
            if (others.TryGetValue(name, out var other) && IsPaired(scores, other))
            {
                var comparison = new ScoreSummary(scores.Seed, scores.Resamples, cancellation).Compare(other.Items, scores.Items);
                intervals[$"dsg_micro/{name.Benchmark}/{name.Arm}"] = comparison.DsgMicro;
                intervals[$"dsg_macro/{name.Benchmark}/{name.Arm}"] = comparison.DsgMacro;
            }
        }

        return intervals;
    }

    private static bool IsPaired(ScoreFile scores, ScoreFile other) => Questions(scores).SequenceEqual(Questions(other));

    private static IEnumerable<string> Questions(ScoreFile scores) =>
        scores.Items.SelectMany(item => item.Images[0].Questions.Select(question => $"{item.Id}/{question.Id}/{question.Tuple}"));
}
