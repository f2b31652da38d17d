namespace Selma.Core.World;

/// <summary>The least rectangle around pixels; right and bottom are beyond the last.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    /// <summary>The box of row-major pixel indices, at least one.</summary>
    public static PixelBox Around(IReadOnlyList<int> pixels)
    {
        int left = Scene.Size, top = Scene.Size, right = 0, bottom = 0;
        foreach (var pixel in pixels)
        {
            int x = pixel % Scene.Size, y = pixel / Scene.Size;
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }

        return new(left, top, right, bottom);
    }
}
