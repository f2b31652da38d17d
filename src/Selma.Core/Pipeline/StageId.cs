namespace Selma.Core.Pipeline;

/// <summary>One stage of one skill, or of the whole experiment: <c>coco/images</c>, <c>merge</c>.</summary>
/// <param name="Stage">The stage's name: <c>prompts</c>, <c>images</c>, <c>expert</c>, <c>merge</c>.</param>
/// <param name="Skill">The skill, or null where the stage belongs to the experiment.</param>
public sealed record StageId(string Stage, string? Skill = null)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static StageId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(text) : new(text[(slash + 1)..], text[..slash]);
    }

    /// <summary>The id as plans and messages show it.</summary>
    public override string ToString() => Skill is null ? Stage : $"{Skill}/{Stage}";
}
