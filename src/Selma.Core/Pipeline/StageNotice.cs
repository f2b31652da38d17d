namespace Selma.Core.Pipeline;

/// <summary>Something that a reader of the build should know; it stops nothing.</summary>
/// <param name="Code">The warning's code, or null for plain news such as waiting for a lock.</param>
/// <param name="Text">Whole sentences.</param>
public sealed record StageNotice(string? Code, string Text);
