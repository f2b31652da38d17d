using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Selma.Core.Artifacts.Pickles;

/// <summary>Reads the arguments of a pickle's operations; nothing is read beyond its end.</summary>
/// <param name="bytes">The pickle.</param>
/// <param name="path">The file that it came from, for errors.</param>
internal sealed class PickleReader(byte[] bytes, string path)
{
    private const int LongestName = 512;

    /// <summary>Where the next byte stands.</summary>
    public int Position { get; private set; }

    /// <summary>The file that it came from.</summary>
    public string Path => path;

    /// <summary>The next byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>16 bits without a sign.</summary>
    public long UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>32 bits with a sign.</summary>
    public long Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>32 bits without a sign.</summary>
    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A double; alone among the numbers its bytes stand in big-endian order.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A number of any length: a <see cref="long"/> where it fits.</summary>
    public object Long()
    {
        var number = new BigInteger(Take(Byte()));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    /// <summary>A text of so many bytes.</summary>
    public string Text(long length) => Encoding.UTF8.GetString(Take(length));

    /// <summary>A text up to the end of its line.</summary>
    public string Line()
    {
        var rest = bytes.AsSpan(Position, Math.Min(LongestName, bytes.Length - Position));
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw Bad("a name does not end");
        }

        Position += end + 1;
        return Encoding.UTF8.GetString(rest[..end]);
    }

    /// <summary>The file is not what it should be.</summary>
    public SelmaException Bad(string what) => new(
        "SELMA2131", $"This is not a whole PyTorch file: {what} (byte {Position} of its pickle). Copy or download it again.", new(path));

    /// <summary>The file asks for more than data.</summary>
    public SelmaException Refused(string what) => new(
        "SELMA2132",
        $"The file was not read, and nothing in it was executed: {what} (byte {Position} of its pickle). " +
        "A file of weights needs no such thing; use a safetensors file of the model.",
        new(path));

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - Position)
        {
            throw Bad("it ends in the middle");
        }

        Position += (int)count;
        return bytes.AsSpan(Position - (int)count, (int)count);
    }
}
