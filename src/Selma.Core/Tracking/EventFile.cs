using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary>A TensorBoard event file: scalars, each a protocol buffer in a record with checksums.</summary>
/// <remarks>Source: tensorflow/core/util/event.proto, summary.proto and lib/io/record_writer.cc.</remarks>
internal static class EventFile
{
    private const byte WallTime = (1 << 3) | 1, Step = 2 << 3, FileVersion = (3 << 3) | 2, Summary = (5 << 3) | 2;
    private const byte Value = (1 << 3) | 2, Tag = (1 << 3) | 2, SimpleValue = (2 << 3) | 5;

    /// <summary>The first record: the version, without a time.</summary>
    public static byte[] First { get; } = Record(Message(FileVersion, Encoding.UTF8.GetBytes("brain.Event:2")));

    /// <summary>The name that TensorBoard looks for.</summary>
    /// <param name="time">Orders the files of one folder.</param>
    public static string Name(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time.ToUnixTimeSeconds():0000000000}.selma");

    /// <summary>Writes a file.</summary>
    public static void Write(string path, IEnumerable<Metric> metrics) => AtomicFile.Write(path, stream =>
    {
        stream.Write(First);
        foreach (var metric in metrics)
        {
            stream.Write(Scalar(metric));
        }
    });

    /// <summary>The record of a scalar.</summary>
    public static byte[] Scalar(Metric metric)
    {
        byte[] value = [.. Message(Tag, Encoding.UTF8.GetBytes(metric.Name)), SimpleValue, .. Bytes(BitConverter.SingleToUInt32Bits((float)metric.Value))];
        return Record([WallTime, .. Bytes(metric.Time), Step, .. Number((ulong)metric.Step), .. Message(Summary, Message(Value, value))]);
    }

    private static byte[] Record(byte[] message)
    {
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        return [.. length, .. Bytes(Crc32C.Masked(length)), .. message, .. Bytes(Crc32C.Masked(message))];
    }

    private static byte[] Message(byte tag, byte[] content) => [tag, .. Number((ulong)content.Length), .. content];

    /// <summary>Seven bits a byte, the lowest first.</summary>
    private static IEnumerable<byte> Number(ulong number)
    {
        for (; number > 0x7f; number >>= 7)
        {
            yield return (byte)(number | 0x80);
        }

        yield return (byte)number;
    }

    private static byte[] Bytes(uint number)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Bytes(DateTimeOffset time)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        return bytes;
    }
}
