namespace Selma.Core.Reports;

/// <summary>What a report is made from: named files and folders, each of which the stage's key holds the digest of, records apart.</summary>
public sealed record ReportInputs
{
    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The experiment's skills with their prompts and images, in its own order.</summary>
    public required IReadOnlyList<ReportedSkill> Skills { get; init; }

    /// <summary>What was scored, in the order of the tables: exactly one base, then experts, joint training, merged.</summary>
    public required IReadOnlyList<ReportArm> Arms { get; init; }

    /// <summary><c>training.json</c> of every expert and every joint training.</summary>
    public IReadOnlyList<ReportedFile> Trainings { get; init; } = [];

    /// <summary><c>merge.json</c> of every merged arm.</summary>
    public IReadOnlyList<ReportedFile> Merges { get; init; } = [];

    /// <summary>Every stage that led here, in the order of running.</summary>
    public IReadOnlyList<ReportedStage> Stages { get; init; } = [];

    /// <summary><c>training.json</c> of the embedded model, which holds the answerer's measured accuracy; null for other models.</summary>
    public string? ModelRecord { get; init; }
}
