namespace Selma.Core.Scores;

/// <summary>What each expert does to each skill, and what merging keeps of it.</summary>
/// <remarks>
/// Scores are <c>dsg_micro</c> on a skill's prompts, 0..1; arms are scored on the same prompts, so differences are paired. A number that
/// cannot be told is null, and a note says why.
/// </remarks>
public sealed record SkillMatrix
{
    /// <summary>The arm without any expert.</summary>
    public const string BaseArm = "base";

    private const string ExpertPrefix = "expert-";

    /// <summary>Skills that the benchmark has prompts of, in the order given: the columns.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>The source that stands for each skill.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Sources that no skill learns from: what training must not damage.</summary>
    public required IReadOnlyList<string> OtherSources { get; init; }

    /// <summary>A row for each arm: the base, experts in the order of their skills, then the others as given.</summary>
    public required IReadOnlyList<SkillRow> Rows { get; init; }

    /// <summary>What each expert does, in the order of its skills.</summary>
    public required IReadOnlyList<ExpertEffect> Experts { get; init; }

    /// <summary>What each arm of several skills keeps of the experts' gains.</summary>
    public required IReadOnlyList<MergeEffect> Merges { get; init; }

    /// <summary>What could not be told, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Makes the matrix.</summary>
    /// <param name="scores">Score files of one benchmark: <c>base</c>, <c>expert-&lt;skill&gt;</c>, and arms of several skills.</param>
    /// <param name="skills">The experiment's skills.</param>
    /// <exception cref="SelmaException">SELMA2404: the score files are on different prompts.</exception>
    public static SkillMatrix Of(IReadOnlyList<ScoreFile> scores, IReadOnlyList<string> skills)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(skills);
        return new SkillMatrixBuilder(scores, skills).Build();
    }

    /// <summary>The arm of a skill's expert.</summary>
    public static string ExpertArm(string skill) => ExpertPrefix + skill;
}
