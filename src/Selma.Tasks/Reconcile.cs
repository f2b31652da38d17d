using Microsoft.Build.Framework;

namespace Selma.Tasks;

/// <summary>Brings a stage's key and record into agreement, so that MSBuild's own test of them tells whether it is up to date.</summary>
public sealed class Reconcile : SelmaTask
{
    /// <summary>The stage.</summary>
    [Required]
    public required string Stage { get; set; }

    /// <summary>The skill, where the stage belongs to one.</summary>
    public string Skill { get; set; } = "";

    private protected override void Run(CancellationToken cancellation) =>
        _ = Experiment.Reconcile(new(Stage, Skill.Length > 0 ? Skill : null));
}
