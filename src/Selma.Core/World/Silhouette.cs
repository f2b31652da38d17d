namespace Selma.Core.World;

/// <summary>An outline scaled to a square of 20 × 20 cells, whatever its place and size.</summary>
/// <remarks>Resampled as <c>scipy.ndimage.zoom(order=1, grid_mode=True, mode="grid-constant")</c> does.</remarks>
internal sealed class Silhouette
{
    private const int Side = 20;
    private readonly float[] _cells = new float[Side * Side]; // 0..1
    private readonly float _area;

    /// <summary>Scales the pixels' bounding box, made square, to the cells.</summary>
    public Silhouette(IReadOnlyList<int> pixels)
    {
        var box = PixelBox.Around(pixels);
        var mask = Mask.Of(pixels);
        var side = Math.Max(box.Width, box.Height);
        int left = box.Left - ((side - box.Width) / 2), top = box.Top - ((side - box.Height) / 2);
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = Sample(mask, left, top, Source(i % Side, side), Source(i / Side, side));
            _area += _cells[i];
        }
    }

    /// <summary>Intersection over union with another silhouette, 0..1.</summary>
    public float Overlap(Silhouette other)
    {
        var shared = 0f;
        for (var i = 0; i < _cells.Length; i++)
        {
            shared += Math.Min(_cells[i], other._cells[i]);
        }

        return shared / (_area + other._area - shared);
    }

    /// <summary>The place in the box of a cell's centre, in pixels from the centre of its first pixel.</summary>
    private static double Source(int cell, int side) => ((cell + 0.5) * side / Side) - 0.5;

    private static float Sample(Mask mask, int left, int top, double x, double y)
    {
        int x0 = (int)Math.Floor(x), y0 = (int)Math.Floor(y);
        double right = x - x0, down = y - y0;
        double At(int dx, int dy) => mask.Has(left + x0 + dx, top + y0 + dy) ? 1 : 0;
        return (float)(((1 - down) * (((1 - right) * At(0, 0)) + (right * At(1, 0))))
            + (down * (((1 - right) * At(0, 1)) + (right * At(1, 1)))));
    }
}
