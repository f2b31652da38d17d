using Selma.Core.Experiments;
using Selma.Core.Reports;

namespace Selma.Core.Pipeline;

/// <summary>The stage that reports what an experiment's arms reached, and how.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="materials">What its stages share.</param>
internal sealed class ReportStages(Experiment experiment, StageMaterials materials)
{
    /// <summary>The stage; it reads every stage that led to an arm.</summary>
    /// <param name="before">All stages before it.</param>
    public StageDefinition Report(StageGraph before)
    {
        var settings = new ReportSettings();
        var stages = Led(before);
        var reported = new ReportedExperiment(experiment, stages);
        var inputs = new Dictionary<string, Func<string>>();
        if (reported.ModelRecord is { } record)
        {
            inputs.Add("model record", () => materials.DigestOf(record));
        }

        return new()
        {
            Id = new(StageKind.Report.Stage),
            Version = ReportStage.Version,
            Config = materials.Config(
                settings, ("experiment", experiment.Name), ("arms", reported.Arms.Select(arm => new object[] { arm.Name, arm.Kind, arm.Skills }))),
            Inputs = inputs,
            Upstream = [.. stages],
            UpstreamNames = stages.ToDictionary(id => id, ReportedExperiment.Place),
            Provenance = materials.Provenance(),
            TellsOfItsBuild = true,
            Run = run => Task.Run(() => new ReportStage(settings).Run(reported.Inputs(run), run.Work, run.Progress, run.Cancellation), run.Cancellation),
        };
    }

    /// <summary>The arms' stages and all that they read, by however many steps.</summary>
    private List<StageId> Led(StageGraph before)
    {
        var led = new HashSet<StageId>();
        foreach (var arm in experiment.Evaluation.Arms)
        {
            Add(new(StageKind.Scores.Stage, arm.Name));
        }

        return [.. before.Ordered.Where(led.Contains)];

        void Add(StageId id)
        {
            if (led.Add(id))
            {
                Array.ForEach(before[id].Upstream, Add);
            }
        }
    }
}
