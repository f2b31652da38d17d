namespace Selma.Core.Lora;

/// <summary>What a tensor of a LoRA file is.</summary>
internal enum LoraRole
{
    /// <summary>A, [rank, in].</summary>
    Down,

    /// <summary>B, [out, rank].</summary>
    Up,

    /// <summary>alpha, one number.</summary>
    Alpha,
}
