using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Merging;
using Selma.Core.Reports;

namespace Selma.Core.Pipeline;

/// <summary>What a report is told of an experiment: its arms and the stages that led to them.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="stages">The stages that led to its arms, each after those that it reads.</param>
internal sealed class ReportedExperiment(Experiment experiment, IReadOnlyList<StageId> stages)
{
    private static readonly ArmKind[] Order = [ArmKind.Base, ArmKind.Expert, ArmKind.Joint, ArmKind.Merged];

    /// <summary>The arms in the order of the report's tables, without their scores.</summary>
    public IReadOnlyList<ReportArm> Arms { get; } = [.. experiment.Evaluation.Arms.Select(arm => Arm(experiment, arm)).OrderBy(arm => Array.IndexOf(Order, arm.Kind))];

    /// <summary>The embedded model's record of its own training; null for other models.</summary>
    public string? ModelRecord { get; } = EmbeddedWorld.RecordOf(experiment.Model);

    /// <summary>What the report is made from.</summary>
    /// <param name="run">Where the outputs of the stages lie, by their folders, each beside its record.</param>
    public ReportInputs Inputs(StageRun run) => new()
    {
        Experiment = experiment.Name,
        Skills = [.. Of(StageKind.Prompts).Select(id => new ReportedSkill(id.Instance!, FolderOf(run, id), FolderOf(run, new(StageKind.Images.Stage, id.Instance))))],
        Arms = [.. Arms.Select(arm => arm with { Benchmarks = [Benchmark(run, arm.Name)] })],
        Trainings = [.. Of(StageKind.Expert).Select(id => new ReportedFile(NameOf(id), Path.Combine(FolderOf(run, id), TrainingRecord.FileName)))],
        Merges = [.. Of(StageKind.Merge).Select(id => new ReportedFile(NameOf(id), Path.Combine(FolderOf(run, id), MergeRecord.FileName)))],
        Stages = [.. stages.Select(id => new ReportedStage(id.ToString(), FolderOf(run, id) + StageBuilder.RecordEnd, run.Actions(id)))],
        ModelRecord = ModelRecord,
    };

    /// <summary>What the report calls a stage's outputs: their place in the experiment's folder.</summary>
    public static string Place(StageId id) => StageKind.OfStage(id.Stage).FolderOf(id.Instance);

    private static ReportArm Arm(Experiment experiment, Arm arm)
    {
        IReadOnlyList<string> all = [.. experiment.Skills.Select(settings => settings.Skill.Name)];
        var joint = experiment.Joint.FirstOrDefault(one => one.Name == arm.Name);
        return arm.Adapter switch
        {
            ArmAdapter.None => new(arm.Name, ArmKind.Base, [], []),
            ArmAdapter.Merge => new(arm.Name, ArmKind.Merged, experiment.Merges.FirstOrDefault(one => one.Name == arm.Of)?.Skills ?? all, []),
            _ => joint is null ? new(arm.Name, ArmKind.Expert, [arm.Of!], []) : new(arm.Name, ArmKind.Joint, joint.Skills, []),
        };
    }

    private static string FolderOf(StageRun run, StageId id) => run.Inputs[Place(id)];

    private IEnumerable<StageId> Of(StageKind kind) => stages.Where(id => id.Stage == kind.Stage);

    /// <summary>The arm that a stage's adapter makes.</summary>
    private string NameOf(StageId id) => id.Instance is null ? "merged"
        : experiment.Skills.Any(settings => settings.Skill.Name == id.Instance) ? $"expert-{id.Instance}"
        : id.Instance;

    private ReportedBenchmark Benchmark(StageRun run, string arm)
    {
        var name = experiment.Evaluation.Benchmark.Name;
        return new(
            Path.Combine(FolderOf(run, new(StageKind.Scores.Stage, arm)), name + ".json"), Path.Combine(FolderOf(run, new(StageKind.Samples.Stage, arm)), name));
    }
}
