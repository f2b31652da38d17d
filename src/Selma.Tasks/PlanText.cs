using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>A plan as people read it.</summary>
internal static class PlanText
{
    /// <summary>A head, a line for each stage, and the sums.</summary>
    public static IEnumerable<string> Of(BuildPlan plan, int skills)
    {
        yield return $"Experiment {plan.Experiment} ({skills} {(skills == 1 ? "skill" : "skills")})";
        var width = plan.Stages.Max(stage => stage.Id.ToString().Length);
        foreach (var stage in plan.Stages)
        {
            yield return $"  {stage.Id.ToString().PadRight(width)}  {Word(stage.State),-10}  {stage.Reason,-46}{Time(stage)}".TrimEnd();
        }

        yield return Sums(plan);
    }

    private static string Word(StageState state) => state switch
    {
        StageState.Clean => "up to date",
        StageState.Stands => "as it is",
        StageState.Restorable => "restore",
        StageState.Locked => "wait",
        StageState.Resumable => "resume",
        StageState.Dirty => "run",
        _ => "maybe",
    };

    private static string Time(PlannedStage stage) =>
        stage is { State: not (StageState.Clean or StageState.Stands), Seconds: { } seconds }
            ? $"{(stage.State == StageState.Unknown ? "up to" : "about")} {Durations.Spoken(seconds)}"
            : "";

    private static string Sums(BuildPlan plan)
    {
        var counts = plan.Stages.GroupBy(stage => Word(stage.State)).Select(group => $"{group.Count()} {group.Key}");
        var sure = plan.Stages.Where(stage => stage.State is StageState.Dirty or StageState.Resumable).Sum(stage => stage.Seconds ?? 0);
        var most = sure + plan.Stages.Where(stage => stage.State == StageState.Unknown).Sum(stage => stage.Seconds ?? 0);
        var time = (sure, most) switch
        {
            (_, 0) => "",
            _ when Durations.Spoken(sure) == Durations.Spoken(most) => $": about {Durations.Spoken(most)}",
            (0, _) => $": up to {Durations.Spoken(most)}",
            _ => $": {Durations.Spoken(sure)} to {Durations.Spoken(most)}",
        };
        return string.Join(", ", counts) + time;
    }
}
