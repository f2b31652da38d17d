using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>An arm's scores on one benchmark.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Scores">What its score file says.</param>
/// <param name="Samples">The folder of its images.</param>
internal sealed record ScoredArm(ReportArm Arm, ScoreFile Scores, string Samples)
{
    /// <summary>The arm's name for readers.</summary>
    public string Title => Arm.Kind switch
    {
        ArmKind.Base => "base",
        ArmKind.Expert => $"expert {Arm.Skills[0]}",
        ArmKind.Joint => $"{Arm.Name} (one LoRA on {Arm.Skills.Count} skills)",
        _ => $"{Arm.Name} ({Arm.Skills.Count} experts)",
    };
}
