namespace Selma.Core.Models.Memory;

/// <summary>A tensor without numbers, [B, C, H, W]; tokens are positions of a map, and a text is a map of height T and width 1.</summary>
/// <param name="Items">B.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Size">Bytes of a number.</param>
internal sealed record Shadow(long Items, long Channels, long Height, long Width, int Size)
{
    /// <summary>What it takes.</summary>
    public long Bytes => Items * Channels * Height * Width * Size;

    /// <summary>Whether a gradient will be asked for it.</summary>
    public bool NeedsGradient { get; init; }

    /// <summary>Two shadows of one shape are two tensors.</summary>
    public bool Equals(Shadow? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
