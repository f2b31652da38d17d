using System.Numerics;

namespace Selma.Core.Tracking;

/// <summary>The checksum of TensorBoard's records: CRC-32C, masked so that a checksum of checksums means something.</summary>
/// <remarks>Source: tensorflow/core/lib/hash/crc32c.h.</remarks>
internal static class Crc32C
{
    private const uint Mask = 0xa282ead8;

    /// <summary>CRC-32C (Castagnoli).</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>The checksum as records hold it.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + Mask);
}
