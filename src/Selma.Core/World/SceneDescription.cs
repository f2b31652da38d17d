namespace Selma.Core.World;

/// <summary>What can be said of a scene: its groups in order, how they lie, and what they stand on.</summary>
/// <param name="Groups">At least one; no noun twice.</param>
/// <param name="Relations">Relations between the groups.</param>
/// <param name="Background">A colour of <see cref="Lexicon.Backgrounds"/>, or null where nothing is said of it.</param>
public sealed record SceneDescription(IReadOnlyList<SceneGroup> Groups, IReadOnlyList<SceneRelation> Relations, string? Background);
