namespace Selma.Core.World;

/// <summary>A shape on the canvas; lengths in pixels from the upper left corner.</summary>
/// <param name="Noun">A noun of <see cref="Lexicon.Nouns"/>.</param>
/// <param name="Color">A colour of <see cref="Lexicon.Colors"/>.</param>
/// <param name="X">Its centre, from the left.</param>
/// <param name="Y">Its centre, from the top.</param>
/// <param name="Radius">What the unit outline is scaled by.</param>
/// <param name="Group">The index of its group.</param>
public sealed record PlacedShape(string Noun, string Color, double X, double Y, double Radius, int Group);
