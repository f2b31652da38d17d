namespace Selma.Tasks;

/// <summary>The table that closes a build: a line for each target, with its status and duration.</summary>
internal static class TargetTable
{
    private static readonly (string Stage, string Target)[] Order =
        [("prompts", "Prompts"), ("images", "Images"), ("expert", "Experts"), ("merge", "Merge"), ("samples", "Samples"), ("scores", "Scores"), ("report", "Report")];

    /// <summary>Its lines; none where nothing was planned.</summary>
    /// <param name="plan">The state in which the plan found each stage.</param>
    /// <param name="finished">What ended well since.</param>
    /// <param name="hasFailed">Whether the build as a whole failed.</param>
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string?> plan, IReadOnlyList<FinishedStage> finished, bool hasFailed)
    {
        if (plan.Count == 0)
        {
            yield break;
        }

        yield return "Target      Status       Duration";
        foreach (var (stage, target) in Order)
        {
            var planned = plan.Where(entry => NameOf(entry.Key) == stage).ToArray();
            if (planned.Length > 0)
            {
                yield return Line(target, planned, [.. finished.Where(end => end.Stage == stage)], hasFailed);
            }
        }
    }

    private static string Line(string target, KeyValuePair<string, string?>[] planned, FinishedStage[] finished, bool hasFailed)
    {
        var ids = finished.Select(stage => stage.Id).ToHashSet();
        var settled = planned.Count(entry => entry.Value is "Clean" or "Stands" && !ids.Contains(entry.Key));
        var cutOff = hasFailed ? 0 : planned.Length - settled - ids.Count; // found up to date by MSBuild once the stage before had run
        var upToDate = settled + cutOff + finished.Count(stage => stage.Action == "UpToDate");
        var missing = hasFailed ? planned.Length - settled - ids.Count : 0;
        var ran = finished.Count(stage => stage.Action == "Ran");
        var restored = finished.Count(stage => stage.Action == "Restored");
        var status = (missing, ran + restored) switch
        {
            (> 0, _) => "Not done",
            (_, 0) => "Up to date",
            _ => "Succeeded",
        };
        string[] counts = [Count(ran, "ran"), Count(restored, "restored"), Count(upToDate, "up to date"), Count(missing, "not done")];
        var duration = Durations.Clock(finished.Sum(stage => stage.Seconds));
        return $"{target,-12}{status,-13}{duration,8}   {string.Join(", ", counts.Where(count => count.Length > 0))}".TrimEnd();
    }

    private static string Count(int number, string what) => number == 0 ? "" : $"{number} {what}";

    private static string NameOf(string id) => id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
