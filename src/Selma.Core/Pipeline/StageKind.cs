using Selma.Core.Experiments;

namespace Selma.Core.Pipeline;

/// <summary>A row of the table of stages: the stage's name, the target that people type, the folder of its outputs.</summary>
/// <param name="Stage">The name in ids and keys.</param>
/// <param name="Target">The target.</param>
/// <param name="Folder">The folder in <c>out/&lt;experiment&gt;</c>.</param>
/// <param name="IsOfSkill">Whether each skill has one; a joint LoRA is an expert of several.</param>
internal sealed record StageKind(string Stage, string Target, string Folder, bool IsOfSkill = false)
{
    /// <summary>Stage 1.</summary>
    public static readonly StageKind Prompts = new("prompts", "Prompts", "1-prompts", IsOfSkill: true);

    /// <summary>Stage 2.</summary>
    public static readonly StageKind Images = new("images", "Images", "2-images", IsOfSkill: true);

    /// <summary>Stage 3.</summary>
    public static readonly StageKind Expert = new("expert", "Experts", "3-experts", IsOfSkill: true);

    /// <summary>Stage 4.</summary>
    public static readonly StageKind Merge = new("merge", "Merge", "4-merged");

    /// <summary>Stage 5.</summary>
    public static readonly StageKind Samples = new("samples", "Samples", "5-samples");

    /// <summary>Stage 6.</summary>
    public static readonly StageKind Scores = new("scores", "Scores", "6-scores");

    /// <summary>Stage 7.</summary>
    public static readonly StageKind Report = new("report", "Report", "7-report");

    /// <summary>All stages in their order.</summary>
    public static readonly IReadOnlyList<StageKind> All = [Prompts, Images, Expert, Merge, Samples, Scores, Report];

    /// <summary>The row of a target, in any case.</summary>
    /// <exception cref="SelmaException">SELMA1053: there is no such target.</exception>
    public static StageKind OfTarget(string target) =>
        All.FirstOrDefault(kind => string.Equals(kind.Target, target, StringComparison.OrdinalIgnoreCase)) ??
        throw new SelmaException("SELMA1053", $"'{target}' is not a target.{Spelling.Suggest(target, Targets)} Targets are: {string.Join(", ", Targets)}.");

    /// <summary>The targets in the order of their stages.</summary>
    public static IReadOnlyList<string> Targets => [.. All.Select(kind => kind.Target)];

    /// <summary>Where an instance's outputs lie in <c>out/&lt;experiment&gt;</c>.</summary>
    /// <param name="instance">The instance; null for the one that an experiment has.</param>
    public string FolderOf(string? instance) =>
        instance is null ? Folder
        : this == Merge ? $"4-{instance}" // beside the merge of all skills, whose folder is exchanged as a whole
        : $"{Folder}/{instance}";

    /// <summary>The row of a stage.</summary>
    public static StageKind OfStage(string stage) => All.First(kind => kind.Stage == stage);
}
