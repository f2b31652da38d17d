namespace Selma.Core.Models.Text;

/// <summary>A token that is found in a text before its words are.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Normalized">Whether it is looked for in the normalised text, so that capitals do not matter, or in the text as it came.</param>
internal sealed record SpecialToken(string Content, bool Normalized);
