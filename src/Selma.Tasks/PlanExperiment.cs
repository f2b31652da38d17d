using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Selma.Core.Pipeline;

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

    /// <summary>Whether every stage is up to date, known without reading a file's content.</summary>
    [Output]
    public bool IsRecalled { get; private set; }

    private protected override void Run(CancellationToken cancellation)
    {
        if (!Show && ExperimentBuild.Recall(Request.Options(this), Targets) is { } stages)
        {
            IsRecalled = true;
            BuildEngine.LogMessageEvent(StageEvents.UpToDate(stages));
            return;
        }

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
