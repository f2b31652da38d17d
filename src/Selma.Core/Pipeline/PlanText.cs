using System.Globalization;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Pipeline;

/// <summary>A plan for people.</summary>
internal static class PlanText
{
    private const double Minute = 60;
    private const double Hour = 3600;

    /// <summary>A line a stage of the chains that have something to do, with what it failed with last time, and a last line that counts and adds up the times.</summary>
    public static string Of(BuildPlan plan)
    {
        var shown = plan.Stages.Where(stage => IsShown(plan, stage)).ToList();
        var id = shown.Select(stage => stage.Id.ToString().Length).DefaultIfEmpty().Max();
        var what = shown.Where(stage => Cost(stage).Length > 0).Select(stage => What(stage).Length).DefaultIfEmpty().Max();
        return string.Join('\n', shown.SelectMany(stage => Lines(stage, id, what)).Prepend($"Experiment {plan.Experiment}").Append(Summary(plan)));
    }

    private static IEnumerable<string> Lines(PlannedStage stage, int id, int what)
    {
        yield return $"  {stage.Id.ToString().PadRight(id)}  {What(stage).PadRight(what)}  {Cost(stage)}".TrimEnd();
        if (stage.Failure is { } failure)
        {
            yield return $"  {"".PadRight(id)}  failed last time: {failure}";
        }
    }

    private static bool IsShown(BuildPlan plan, PlannedStage stage) =>
        !plan.IsUpToDate && (stage.Id.Instance is null || stage.State is StageState.Stands || plan.InstancesToBuild.Contains(stage.Id.Instance));

    private static string What(PlannedStage stage) => stage.State switch
    {
        StageState.Clean => "up to date",
        StageState.Stands when stage.Reason.Length == 0 => "up to date",
        StageState.Stands => $"as it stands ({stage.Reason})",
        StageState.Restorable => $"restore ({stage.Reason})",
        StageState.Locked => $"wait     {stage.Reason}",
        StageState.Resumable => $"resume   {stage.Reason}",
        StageState.Dirty => $"run      {stage.Reason}",
        _ => $"maybe    {stage.Reason}",
    };

    private static string Time(PlannedStage stage) => stage switch
    {
        { Seconds: not { } } or { State: StageState.Clean or StageState.Stands or StageState.Restorable } => "",
        { State: StageState.Unknown } => $"up to {Duration(stage.Seconds.Value)}",
        _ => $"about {Duration(stage.Seconds.Value)}",
    };

    /// <summary>Time, memory, and what a language model will ask for it: less where replies of an earlier build are kept.</summary>
    private static string Cost(PlannedStage stage)
    {
        var (time, memory) = (Time(stage), stage.Memory is { } need ? Size(need) : "");
        string[] parts = [time, time.Length == 0 && memory.Length > 0 ? $"about {memory}" : memory, stage.Forecast is { } forecast ? Price(forecast) : ""];
        return string.Join(", ", parts.Where(text => text.Length > 0));
    }

    /// <summary>A size of memory: <c>4.2 GB</c>.</summary>
    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0.1, bytes / 1e9):0.0} GB");

    private static string Size(MemoryForecast need) => Size(need.Bytes) + (need.IsOnGpu ? " on the GPU" : "");

    private static string Price(ChatAccount forecast) => string.Create(
        CultureInfo.InvariantCulture,
        $"up to about {(forecast.Cost is { } cost ? $"{ChatAccount.Dollars(cost)} for " : "")}{forecast.Requests} requests");

    /// <summary>A time in one unit: <c>40 s</c>, <c>6 min</c>, <c>1.5 h</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1.5 * Minute => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(seconds)):0} s"),
        < 1.5 * Hour => string.Create(CultureInfo.InvariantCulture, $"{seconds / Minute:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / Hour:0.0} h"),
    };

    private static string Summary(BuildPlan plan)
    {
        (string Name, StageState[] States)[] groups =
        [
            ("up to date", [StageState.Clean]),
            ("as it stands", [StageState.Stands]),
            ("to restore", [StageState.Restorable]),
            ("to run", [StageState.Dirty, StageState.Resumable]),
            ("being built elsewhere", [StageState.Locked]),
            ("maybe", [StageState.Unknown]),
        ];
        var counts = groups
            .Select(group => (group.Name, Count: plan.Stages.Count(stage => group.States.Contains(stage.State))))
            .Where(group => group.Count > 0)
            .Select(group => $"{group.Count} {group.Name}");
        return string.Join(", ", counts) + Total(plan) + TotalPrice(plan);
    }

    private static string TotalPrice(BuildPlan plan)
    {
        var prices = plan.Stages.Select(stage => stage.Forecast?.Cost).OfType<double>().ToList();
        return prices.Count < 2 ? "" : $"; up to about {ChatAccount.Dollars(prices.Sum())}";
    }

    private static string Total(BuildPlan plan)
    {
        var sure = plan.Stages.Where(stage => stage.State is StageState.Dirty or StageState.Resumable or StageState.Locked).ToList();
        var maybe = plan.Stages.Where(stage => stage.State is StageState.Unknown).ToList();
        if (sure.Count == 0 || sure.Concat(maybe).Any(stage => stage.Seconds is null))
        {
            return "";
        }

        var (least, most) = (sure.Sum(stage => stage.Seconds!.Value), sure.Concat(maybe).Sum(stage => stage.Seconds!.Value));
        return Duration(least) == Duration(most) ? $": about {Duration(most)}" : $": {Duration(least)} to {Duration(most)}";
    }
}
