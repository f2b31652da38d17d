namespace Selma.Core.Pipeline;

/// <summary>One instance of a stage, or the one that an experiment has: <c>coco/images</c>, <c>joint-3/expert</c>, <c>merged/samples</c>, <c>merge</c>.</summary>
/// <param name="Stage">The stage's name: <c>prompts</c>, <c>images</c>, <c>expert</c>, <c>merge</c>, <c>samples</c>, <c>scores</c>.</param>
/// <param name="Instance">The skill, joint LoRA, further merge or arm that it is for; null where the experiment has one such stage.</param>
public sealed record StageId(string Stage, string? Instance = null)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static StageId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(text) : new(text[(slash + 1)..], text[..slash]);
    }

    /// <summary>The id as plans and messages show it.</summary>
    public override string ToString() => Instance is null ? Stage : $"{Instance}/{Stage}";
}
