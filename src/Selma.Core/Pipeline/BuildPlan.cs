namespace Selma.Core.Pipeline;

/// <summary>What a build would do, in the order in which it would do it.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Stages">Every stage that the targets need.</param>
public sealed record BuildPlan(string Experiment, IReadOnlyList<PlannedStage> Stages)
{
    /// <summary>Whether nothing is to be done.</summary>
    public bool IsUpToDate => Stages.All(stage => IsSettled(stage.State));

    /// <summary>The skills whose chains have something to do, in the experiment's order.</summary>
    public IReadOnlyList<string> SkillsToBuild => [.. Open.Select(stage => stage.Skill).OfType<string>().Distinct()];

    /// <summary>The skills, joint LoRAs, further merges and arms of which a stage has something to do.</summary>
    public IReadOnlySet<string> InstancesToBuild => Open.Select(stage => stage.Id.Instance).OfType<string>().ToHashSet();

    /// <summary>The stages of no skill that have something to do: <c>merge</c>, <c>merged/samples</c>.</summary>
    public IReadOnlyList<StageId> ExperimentStagesToBuild => [.. Open.Where(stage => stage.Skill is null).Select(stage => stage.Id)];

    /// <summary>The plan for people, a line a stage; no line feed at its end.</summary>
    public string Text => PlanText.Of(this);

    /// <summary>Bytes of memory that the machine has free; null where that is not known.</summary>
    public long? FreeMemory { get; init; }

    /// <summary>
    /// What a reader should know before the build: SELMA2302, the stale results of skills that were not asked for; SELMA2304, stages that
    /// need more memory than there is.
    /// </summary>
    public IReadOnlyList<StageNotice> Warnings
    {
        get
        {
            var stale = Stages.Where(stage => stage.State is StageState.Stands && stage.Reason.Length > 0).ToList();
            StageNotice[] standing = stale.Count == 0 ? [] :
            [
                new("SELMA2302", $"Taken as they stand: {string.Join(", ", stale.Select(stage => $"{stage.Skill} ({stage.Reason})").Distinct())}. " +
                    "Build without --skill to bring them up to date."),
            ];
            return [.. standing, .. Stages.Where(IsTooLarge).GroupBy(stage => stage.Id.Stage).Select(TooLarge)];
        }
    }

    private bool IsTooLarge(PlannedStage stage) => stage.Memory is { IsOnGpu: false } need && need.Bytes > FreeMemory;

    /// <summary>One warning for the stages of a kind: the largest, how many more, and what lowers it.</summary>
    private StageNotice TooLarge(IGrouping<string, PlannedStage> stages)
    {
        var largest = stages.MaxBy(stage => stage.Memory!.Bytes)!;
        var others = stages.Count() > 1 ? $", and {stages.Count() - 1} more like it," : "";
        var remedies = stages.SelectMany(stage => stage.Memory!.Remedies).Distinct().ToList();
        return new(
            "SELMA2304",
            $"{largest.Id}{others} may need about {PlanText.Size(largest.Memory!.Bytes)} of memory, and {PlanText.Size(FreeMemory!.Value)} are free." +
            (remedies.Count > 0 ? $" What lowers it: {string.Join("; ", remedies)}." : ""));
    }

    private IEnumerable<PlannedStage> Open => Stages.Where(stage => !IsSettled(stage.State));

    private static bool IsSettled(StageState state) => state is StageState.Clean or StageState.Stands;
}
