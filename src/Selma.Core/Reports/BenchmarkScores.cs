using Selma.Core.Scores;

namespace Selma.Core.Reports;

/// <summary>All arms on one benchmark.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Arms">In the order of the tables.</param>
internal sealed record BenchmarkScores(string Name, IReadOnlyList<ScoredArm> Arms)
{
    /// <summary>The base.</summary>
    public ScoredArm Base => Arms.First(arm => arm.Arm.Kind == ArmKind.Base);

    /// <summary>The merge of the most experts: SELMA itself. Null where nothing was merged.</summary>
    public ScoredArm? Merged => Most(ArmKind.Merged);

    /// <summary>Joint training on the most skills; null where there is none.</summary>
    public ScoredArm? Joint => Most(ArmKind.Joint);

    /// <summary>The single experts.</summary>
    public IEnumerable<ScoredArm> Experts => Arms.Where(arm => arm.Arm.Kind == ArmKind.Expert);

    /// <summary>The expert of the skill that a source's prompts belong to; null where none is.</summary>
    public ScoredArm? ExpertOf(string source)
    {
        string[] sources = [.. Base.Scores.Sources.Select(score => score.Name)];
        return Experts.FirstOrDefault(arm => SkillSources.Find(arm.Arm.Skills[0], sources) == source);
    }

    private ScoredArm? Most(ArmKind kind) => Arms.Where(arm => arm.Arm.Kind == kind).MaxBy(arm => arm.Arm.Skills.Count);
}
