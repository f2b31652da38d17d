using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>Finds out what bringing targets up to date would do.</summary>
public sealed class PlanExperiment : SelmaTask
{
    /// <summary>Stands for the one stage of its kind that an experiment has: items need a name.</summary>
    private const string Alone = "-";

    /// <summary>The targets asked for.</summary>
    [Required]
    public required string[] Targets { get; set; }

    /// <summary>Whether to show the plan.</summary>
    public bool Show { get; set; }

    /// <summary>
    /// What has something to do, each with its <c>Kind</c>: the skills (<c>chain</c>) whose chains have, joint LoRAs (<c>expert</c>), merges
    /// (<c>merge</c>), and arms (<c>samples</c>, <c>scores</c>); and the experiment's own stages, by their names.
    /// </summary>
    [Output]
    public ITaskItem[] ToBuild { get; private set; } = [];

    private static TaskItem Item(string name, string kind) => new(name, new Dictionary<string, string> { ["Kind"] = kind });

    private protected override void Run(CancellationToken cancellation)
    {
        if (!Show && ExperimentBuild.Recall(Request.Options(this), Targets) is { } stages)
        {
            BuildEngine.LogMessageEvent(StageEvents.UpToDate(stages));
            return;
        }

        var plan = Experiment.Plan(Targets);
        ToBuild =
        [
            .. plan.SkillsToBuild.Select(skill => Item(skill, "chain")),
            .. plan.ExperimentStagesToBuild.Select(id => Item(id.Instance ?? Alone, id.Stage)),
        ];
        BuildEngine.LogMessageEvent(StageEvents.Planned(plan, Show));
        if (!Show && !plan.IsUpToDate)
        {
            Experiment.Begin(Request.Command(Targets), plan);
        }

        foreach (var warning in plan.Warnings)
        {
            Report(warning);
        }

        if (Show)
        {
            Log.LogMessage(MessageImportance.High, plan.Text);
        }
    }
}
