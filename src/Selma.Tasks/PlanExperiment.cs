using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Selma.Tasks;

/// <summary>Finds out what bringing targets up to date would do.</summary>
public sealed class PlanExperiment : SelmaTask
{
    /// <summary>The targets asked for.</summary>
    [Required]
    public required string[] Targets { get; set; }

    /// <summary>Whether to show the plan.</summary>
    public bool Show { get; set; }

    /// <summary>The skills whose chains have something to do.</summary>
    [Output]
    public ITaskItem[] SkillsToBuild { get; private set; } = [];

    private protected override void Run(CancellationToken cancellation)
    {
        var plan = Experiment.Plan(Targets);
        SkillsToBuild = [.. plan.SkillsToBuild.Select(skill => new TaskItem(skill))];
        BuildEngine.LogMessageEvent(StageEvents.Planned(plan, Show));
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
