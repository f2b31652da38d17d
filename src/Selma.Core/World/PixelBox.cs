namespace Selma.Core.World;

/// <summary>The least rectangle around pixels; right and bottom are beyond the last.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    /// <summary>The box of row-major pixel indices, at least one.</summary>
    public static PixelBox Around(IReadOnlyList<int> pixels) => new(
        pixels.Min(i => i % Scene.Size), pixels.Min(i => i / Scene.Size),
        pixels.Max(i => i % Scene.Size) + 1, pixels.Max(i => i / Scene.Size) + 1);
}
