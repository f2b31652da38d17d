using Selma.Core.Experiments;

namespace Selma.Core.Pipeline;

/// <summary>A row of the table of stages: the stage's name, the target that people type, the folder of its outputs.</summary>
/// <param name="Stage">The name in ids and keys.</param>
/// <param name="Target">The target.</param>
/// <param name="Folder">The folder in <c>out/&lt;experiment&gt;</c>.</param>
internal sealed record StageKind(string Stage, string Target, string Folder)
{
    /// <summary>Stage 1.</summary>
    public static readonly StageKind Prompts = new("prompts", "Prompts", "1-prompts");

    /// <summary>Stage 2.</summary>
    public static readonly StageKind Images = new("images", "Images", "2-images");

    /// <summary>Stage 3.</summary>
    public static readonly StageKind Expert = new("expert", "Experts", "3-experts");

    /// <summary>Stage 4.</summary>
    public static readonly StageKind Merge = new("merge", "Merge", "4-merged");

    /// <summary>All stages in their order.</summary>
    public static readonly IReadOnlyList<StageKind> All = [Prompts, Images, Expert, Merge];

    /// <summary>The row of a target, in any case.</summary>
    /// <exception cref="SelmaException">SELMA1053: there is no such target.</exception>
    public static StageKind OfTarget(string target) =>
        All.FirstOrDefault(kind => string.Equals(kind.Target, target, StringComparison.OrdinalIgnoreCase)) ??
        throw new SelmaException("SELMA1053", $"'{target}' is not a target.{Spelling.Suggest(target, Targets)} Targets are: {string.Join(", ", Targets)}.");

    private static IReadOnlyList<string> Targets => [.. All.Select(kind => kind.Target)];

    /// <summary>The row of a stage.</summary>
    public static StageKind OfStage(string stage) => All.First(kind => kind.Stage == stage);
}
