using Selma.Core.Merging;

namespace Selma.Core.Experiments;

/// <summary>A merge beside that of all skills: of other skills, or by another method.</summary>
/// <param name="Name">Its name: the arm, and <c>4-&lt;name&gt;</c>.</param>
/// <param name="Skills">Names of the skills, in the order of the weights.</param>
/// <param name="Merge">How.</param>
public sealed record FurtherMerge(string Name, IReadOnlyList<string> Skills, MergeSettings Merge);
