namespace Selma.Core.Models.Language;

/// <summary>A piece of an example: words to keep or a slot to fill anew.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Text">The example's words.</param>
/// <param name="Form">Of a thing: which words stand around its noun.</param>
internal sealed record Piece(PieceKind Kind, string Text, ThingForm Form = default);
