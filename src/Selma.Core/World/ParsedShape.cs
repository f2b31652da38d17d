namespace Selma.Core.World;

/// <summary>A shape as it was seen in an image; lengths in pixels.</summary>
/// <param name="Noun">The noun whose outline it resembles most; null where it resembles none.</param>
/// <param name="Color">The colour of <see cref="Lexicon.Colors"/> that is nearest.</param>
/// <param name="X">The middle of its bounding box, from the left.</param>
/// <param name="Y">The middle of its bounding box, from the top.</param>
/// <param name="Radius">The radius at which the noun's outline has the area seen.</param>
public sealed record ParsedShape(string? Noun, string Color, double X, double Y, double Radius);
