namespace Selma.Core.Experiments;

/// <summary>Where an arm's adapter comes from.</summary>
public enum ArmAdapter
{
    /// <summary>There is none: the base model.</summary>
    None,

    /// <summary>An expert, or a joint LoRA.</summary>
    Expert,

    /// <summary>A merge.</summary>
    Merge,
}

/// <summary>A model that draws the benchmark and is scored: the base, alone or with an adapter.</summary>
/// <param name="Name"><c>base</c>, <c>expert-coco</c>, <c>merged</c>, or the name of a joint LoRA or further merge.</param>
/// <param name="Adapter">The kind of its adapter.</param>
/// <param name="Of">The skill, joint LoRA or further merge that the adapter is; null for the base and for the merge of all skills.</param>
public sealed record Arm(string Name, ArmAdapter Adapter, string? Of);
