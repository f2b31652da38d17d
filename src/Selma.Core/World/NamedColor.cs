namespace Selma.Core.World;

/// <summary>A colour and the word that prompts have for it.</summary>
public sealed record NamedColor(string Name, Rgb Color);
