using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What a stage's result should be made from, now that every stage before it is settled.</summary>
/// <param name="Tree">The tree of the key document.</param>
/// <param name="Upstream">The records that its upstream digests were taken from.</param>
internal sealed record StageWant(KeyMap Tree, IReadOnlyDictionary<StageId, StageRecord> Upstream)
{
    /// <summary>The key.</summary>
    public string Key { get; } = KeyDocument.KeyOf(Tree);
}
