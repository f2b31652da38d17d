namespace Selma.Core.World;

/// <summary>A set of pixels of the canvas.</summary>
internal sealed class Mask
{
    private const int Size = Scene.Size;
    private readonly bool[] _cells = new bool[Size * Size];

    /// <summary>The pixels that fulfil a condition on their row-major index.</summary>
    public static Mask Where(Func<int, bool> holds)
    {
        var mask = new Mask();
        for (var i = 0; i < mask._cells.Length; i++)
        {
            mask._cells[i] = holds(i);
        }

        return mask;
    }

    /// <summary>The pixels with these row-major indices.</summary>
    public static Mask Of(IEnumerable<int> pixels)
    {
        var mask = new Mask();
        foreach (var pixel in pixels)
        {
            mask._cells[pixel] = true;
        }

        return mask;
    }

    /// <summary>Row-major indices of the pixels, in order.</summary>
    public IEnumerable<int> Pixels => Enumerable.Range(0, _cells.Length).Where(i => _cells[i]);

    /// <summary>Whether the pixel is on the canvas and in the set.</summary>
    public bool Has(int x, int y) => x is >= 0 and < Size && y is >= 0 and < Size && _cells[(y * Size) + x];

    /// <summary>The pixels whose four neighbours are all in the set; beyond the canvas nothing is.</summary>
    public Mask Eroded() => Where(i => _cells[i] && Neighbours(i) == 4);

    /// <summary>The pixels of the set and their four neighbours.</summary>
    public Mask Dilated() => Where(i => _cells[i] || Neighbours(i) > 0);

    /// <summary>The parts that hang together by edges or corners, in the order of their first pixels.</summary>
    public IEnumerable<IReadOnlyList<int>> Components()
    {
        var seen = new bool[_cells.Length];
        foreach (var pixel in Pixels)
        {
            if (!seen[pixel])
            {
                yield return Flood(pixel, seen);
            }
        }
    }

    private List<int> Flood(int start, bool[] seen)
    {
        List<int> component = [start];
        seen[start] = true;
        for (var next = 0; next < component.Count; next++)
        {
            for (var k = 0; k < 9; k++)
            {
                int x = (component[next] % Size) + (k % 3) - 1, y = (component[next] / Size) + (k / 3) - 1;
                if (Has(x, y) && !seen[(y * Size) + x])
                {
                    seen[(y * Size) + x] = true;
                    component.Add((y * Size) + x);
                }
            }
        }

        return component;
    }

    private int Neighbours(int i)
    {
        int x = i % Size, y = i / Size;
        return (Has(x - 1, y) ? 1 : 0) + (Has(x + 1, y) ? 1 : 0) + (Has(x, y - 1) ? 1 : 0) + (Has(x, y + 1) ? 1 : 0);
    }
}
