namespace Selma.Core.Artifacts.Pickles;

/// <summary>Copies a tensor whose elements lie in another order than row-major, as a transposed one's do.</summary>
internal static class StridedCopy
{
    /// <summary>Whether elements lie one behind the other, the last dimension fastest.</summary>
    public static bool IsRowMajor(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected && !shape.Contains(0))
            {
                return false;
            }

            expected *= shape[i];
        }

        return true;
    }

    /// <summary>Elements from the first to the last, both included.</summary>
    public static long Span(long[] shape, long[] strides) => 1 + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Copies element by element.</summary>
    /// <param name="source">From the first element on.</param>
    /// <param name="destination">Receives them in row-major order.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="shape">The tensor's sizes.</param>
    /// <param name="strides">Elements of the source from one place to the next.</param>
    /// <param name="first">The element, in row-major order, that the destination begins with.</param>
    public static void Run(ReadOnlySpan<byte> source, Span<byte> destination, int size, long[] shape, long[] strides, long first = 0)
    {
        var place = Place(first, shape);
        var from = place.Zip(strides, (index, stride) => index * stride).Sum();
        for (var to = 0; to < destination.Length; to += size)
        {
            source.Slice((int)(from * size), size).CopyTo(destination[to..]);
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                from += strides[i];
                if (++place[i] < shape[i])
                {
                    break;
                }

                from -= strides[i] * shape[i];
                place[i] = 0;
            }
        }
    }

    private static long[] Place(long element, long[] shape)
    {
        var place = new long[shape.Length];
        for (var i = shape.Length - 1; i >= 0 && element > 0; i--)
        {
            (element, place[i]) = Math.DivRem(element, shape[i]);
        }

        return place;
    }
}
