namespace Selma.Core.World;

/// <summary>How two groups lie to each other.</summary>
/// <param name="First">The index of the group that the relation is said of.</param>
/// <param name="Name">A key of <see cref="Lexicon.Relations"/>.</param>
/// <param name="Second">The index of the other group.</param>
public sealed record SceneRelation(int First, string Name, int Second);
