using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Brings a stage's key and record into agreement, so that MSBuild's own test of them tells whether it is up to date.</summary>
public sealed class Reconcile : SelmaTask
{
    /// <summary>The stage.</summary>
    [Required]
    public required string Stage { get; set; }

    /// <summary>The skill, joint LoRA, further merge or arm that it is for; empty for the one that an experiment has.</summary>
    public string Instance { get; set; } = "";

    private protected override void Run(CancellationToken cancellation) =>
        _ = Experiment.Reconcile(new(Stage, Instance.Length > 0 ? Instance : null));
}
