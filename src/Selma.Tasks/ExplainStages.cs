using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Says of each stage that the targets need why it would run, or where its result comes from.</summary>
public sealed class ExplainStages : SelmaTask
{
    /// <summary>The targets asked about.</summary>
    [Required]
    public required string[] Targets { get; set; }

    private protected override void Run(CancellationToken cancellation) => Log.LogMessage(MessageImportance.High, "{0}", Experiment.Why(Targets));
}
