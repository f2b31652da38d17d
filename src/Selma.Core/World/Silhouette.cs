using System.Runtime.Intrinsics;

namespace Selma.Core.World;

/// <summary>An outline scaled to a square of 20 × 20 cells, whatever its place and size.</summary>
/// <remarks>Resampled as <c>scipy.ndimage.zoom(order=1, grid_mode=True, mode="grid-constant")</c> does.</remarks>
internal sealed class Silhouette
{
    private const int Side = 20;
    private readonly float[] _cells = new float[Side * Side]; // 0..1
    private readonly float _area;

    /// <summary>Scales the bounding box of a mask's pixels, made square, to the cells.</summary>
    public Silhouette(Mask mask)
    {
        var box = PixelBox.Around(mask.Pixels);
        var side = Math.Max(box.Width, box.Height);
        int left = box.Left - ((side - box.Width) / 2), top = box.Top - ((side - box.Height) / 2);
        var inside = new float[side, side];
        foreach (var pixel in mask.Pixels)
        {
            inside[(pixel / Scene.Size) - top, (pixel % Scene.Size) - left] = 1;
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = Sample(inside, side, Source(i % Side, side), Source(i / Side, side));
            _area += _cells[i];
        }
    }

    /// <summary>What the overlap with another silhouette is at most: that of one inside the other.</summary>
    public float OverlapBound(Silhouette other) => Math.Min(_area, other._area) / Math.Max(_area, other._area);

    /// <summary>Intersection over union with another silhouette, 0..1.</summary>
    public float Overlap(Silhouette other)
    {
        var sums = Vector128<float>.Zero; // four lanes on every machine, so that sums never differ
        for (nuint i = 0; i < Side * Side; i += 4)
        {
            sums += Vector128.Min(Vector128.LoadUnsafe(ref _cells[0], i), Vector128.LoadUnsafe(ref other._cells[0], i));
        }

        var shared = sums[0] + sums[1] + sums[2] + sums[3];
        return shared / (_area + other._area - shared);
    }

    /// <summary>The place in the box of a cell's centre, in pixels from the centre of its first pixel.</summary>
    private static float Source(int cell, int side) => ((cell + 0.5f) * side / Side) - 0.5f;

    private static float Sample(float[,] inside, int side, float x, float y)
    {
        int x0 = (int)MathF.Floor(x), y0 = (int)MathF.Floor(y);
        float right = x - x0, down = y - y0;
        var upper = ((1 - right) * At(inside, side, x0, y0)) + (right * At(inside, side, x0 + 1, y0));
        var lower = ((1 - right) * At(inside, side, x0, y0 + 1)) + (right * At(inside, side, x0 + 1, y0 + 1));
        return ((1 - down) * upper) + (down * lower);
    }

    private static float At(float[,] inside, int side, int x, int y) => (uint)x < (uint)side && (uint)y < (uint)side ? inside[y, x] : 0;
}
