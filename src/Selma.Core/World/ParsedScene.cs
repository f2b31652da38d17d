namespace Selma.Core.World;

/// <summary>What was seen in an image.</summary>
/// <param name="Background">The colour of <see cref="Lexicon.Backgrounds"/> that most pixels are nearest to.</param>
/// <param name="Shapes">The shapes on it, from the top.</param>
public sealed record ParsedScene(string Background, IReadOnlyList<ParsedShape> Shapes)
{
    /// <summary>The shapes of a noun.</summary>
    public IReadOnlyList<ParsedShape> Of(string noun) => [.. Shapes.Where(shape => shape.Noun == noun)];
}
