namespace Selma.Core.World;

/// <summary>Like shapes of a scene, and what is said of them; an empty text is something left unsaid.</summary>
/// <param name="Noun">A noun of <see cref="Lexicon.Nouns"/>.</param>
/// <param name="Color">A colour of <see cref="Lexicon.Colors"/>, or empty.</param>
/// <param name="Count">How many; 0: several, the number unsaid.</param>
/// <param name="Size"><c>small</c>, <c>large</c>, or empty for the size between them.</param>
/// <param name="Place"><c>left</c>, <c>right</c>, <c>top</c>, <c>bottom</c>, or empty for anywhere.</param>
public sealed record SceneGroup(string Noun, string Color, int Count = 1, string Size = "", string Place = "");
