using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Selma.Core.Numerics;

/// <summary>Counter-based random numbers without libtorch: the n-th draw is a function of (seed, stream, item, n) alone.</summary>
/// <remarks>
/// The key is the start of SHA-256 over the three names; draws are the SplitMix64 output function over a counter
/// (Steele, Lea and Flood 2014). Two streams never share state, so order, batch size and resume change nothing.
/// </remarks>
public sealed class Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Opens the stream.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="stream">What the numbers are for: <c>coco/prompts</c>.</param>
    /// <param name="item">Which item of it.</param>
    public Draws(ulong seed, string stream, long item) => _state = Key(seed, stream, item);

    /// <summary>The 64-bit key of (seed, stream, item), which also seeds tensor draws.</summary>
    public static ulong Key(ulong seed, string stream, long item)
    {
        var name = Encoding.UTF8.GetBytes(stream);
        var bytes = new byte[16 + name.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), item);
        name.CopyTo(bytes, 16);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        _state = unchecked(_state + Golden);
        var z = _state;
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>A uniform number in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A uniform integer in [0, count).</summary>
    /// <param name="count">Above 0.</param>
    public int Next(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(NextUInt64(), (ulong)count, out _);
    }

    /// <summary>One element, each equally likely.</summary>
    public T Choose<T>(IReadOnlyList<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return from[Next(from.Count)];
    }

    /// <summary>Different indices below <paramref name="population"/>, in random order.</summary>
    /// <param name="count">How many; at most <paramref name="population"/>.</param>
    /// <param name="population">Indices run from 0 to this, excluded.</param>
    public int[] ChooseDistinct(int count, int population)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, population);
        var indices = Enumerable.Range(0, population).ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = i + Next(population - i);
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }

        return indices[..count];
    }
}
