namespace Selma.Core.World;

/// <summary>A set of pixels of the canvas, by row-major index.</summary>
internal sealed class Mask
{
    private const int Size = Scene.Size;
    private static readonly (int X, int Y)[] Edges = [(-1, 0), (1, 0), (0, -1), (0, 1)];
    private static readonly (int X, int Y)[] EdgesAndCorners = [.. Edges, (-1, -1), (1, -1), (-1, 1), (1, 1)];
    private readonly bool[] _cells = new bool[Size * Size];
    private readonly List<int> _pixels = [];

    /// <summary>Indices of the pixels, in the order in which they were added.</summary>
    public IReadOnlyList<int> Pixels => _pixels;

    /// <summary>Adds a pixel.</summary>
    /// <returns>Whether it was not there yet.</returns>
    public bool Add(int pixel)
    {
        if (_cells[pixel])
        {
            return false;
        }

        _pixels.Add(pixel);
        return _cells[pixel] = true;
    }

    /// <summary>Whether the pixel is on the canvas and in the set.</summary>
    public bool Has(int x, int y) => x is >= 0 and < Size && y is >= 0 and < Size && _cells[(y * Size) + x];

    /// <summary>The pixels whose four neighbours are all in the set; beyond the canvas nothing is.</summary>
    public Mask Eroded()
    {
        var eroded = new Mask();
        foreach (var pixel in _pixels)
        {
            if (Array.TrueForAll(Edges, step => Has((pixel % Size) + step.X, (pixel / Size) + step.Y)))
            {
                _ = eroded.Add(pixel);
            }
        }

        return eroded;
    }

    /// <summary>The pixels of the set and their four neighbours.</summary>
    public Mask Dilated()
    {
        var dilated = new Mask();
        foreach (var pixel in _pixels)
        {
            _ = dilated.Add(pixel);
            dilated.AddNeighbours(pixel, Edges, within: null);
        }

        return dilated;
    }

    /// <summary>The parts that hang together by edges or corners, in the order in which their first pixels were added.</summary>
    public IEnumerable<Mask> Components()
    {
        var seen = new bool[_cells.Length];
        foreach (var start in _pixels)
        {
            if (!seen[start])
            {
                var component = Flood(start);
                component._pixels.ForEach(pixel => seen[pixel] = true);
                yield return component;
            }
        }
    }

    private Mask Flood(int start)
    {
        var component = new Mask();
        _ = component.Add(start);
        for (var next = 0; next < component._pixels.Count; next++)
        {
            component.AddNeighbours(component._pixels[next], EdgesAndCorners, within: this);
        }

        return component;
    }

    private void AddNeighbours(int pixel, (int X, int Y)[] steps, Mask? within)
    {
        foreach (var step in steps)
        {
            int x = (pixel % Size) + step.X, y = (pixel / Size) + step.Y;
            if (x is >= 0 and < Size && y is >= 0 and < Size && within?._cells[(y * Size) + x] != false)
            {
                _ = Add((y * Size) + x);
            }
        }
    }
}
