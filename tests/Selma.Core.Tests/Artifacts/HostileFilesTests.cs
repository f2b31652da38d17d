using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Selma.Core.Artifacts;
using Selma.Core.Artifacts.Pickles;
using Selma.Core.Numerics;
using Selma.Core.Tests.Artifacts.Pickles;

namespace Selma.Core.Tests.Artifacts;

/// <summary>100,000 spoilt files: each is read or refused with a code of its own, in memory in proportion to its size.</summary>
public static class HostileFilesTests
{
    private static readonly string[] Codes = ["SELMA2102", "SELMA2103", "SELMA2131", "SELMA2132", "SELMA2133"];

    private static readonly byte[][] Headers =
    [
        .. new[]
        {
            """{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"I64","shape":[],"data_offsets":[24,32]}}   """,
            """{"a":{"dtype":"F16","shape":[0],"data_offsets":[0,0]},"ä\u00e4":{"dtype":"BF16","shape":[4,1,1,2],"data_offsets":[0,16]},"c":{"dtype":"U8","shape":[16],"data_offsets":[16,32]}}""",
        }.Select(SafeTensorsFile),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public static void Spoilt_safetensors_files_are_read_or_refused(int seed) => Try(
        Headers[seed], 20_000, $"safetensors-{seed}", stream => SafeTensorsHeader.Read(stream, "spoilt"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public static void Spoilt_torch_files_are_read_or_refused(bool isWide) => Try(
        TorchSample.File(isWide: isWide), 15_000, $"torch-{isWide}", stream => CheckTensors(TorchArchive.Read(stream, "spoilt", isStrict: true), stream.Length));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public static void Spoilt_pickles_are_read_or_refused(bool isStrict) => Try(
        TorchSample.Pickle, 15_000, $"pickle-{isStrict}", stream => PickleMachine.Read(
            new PickleReader(((MemoryStream)stream).ToArray(), "spoilt"),
            name => name switch { "0" => new(name, 0, 24), "1" => new(name, 24, 4), _ => null },
            isStrict));

    [Theory]
    [InlineData(100_000_000)] // the most that the format allows
    [InlineData(ulong.MaxValue / 2)]
    [InlineData(ulong.MaxValue)]
    public static void A_huge_header_is_refused_before_memory_is_taken(ulong length)
    {
        var file = new byte[8 + 32];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        using var stream = new MemoryStream(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("SELMA2103", Assert.Throws<SelmaException>(() => SafeTensorsHeader.Read(stream, "huge")).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void Try(byte[] whole, int count, string stream, Action<Stream> read)
    {
        using (var unspoilt = new MemoryStream(whole))
        {
            read(unspoilt); // what is spoilt was whole
        }

        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutation.Of(whole, new Draws(7, stream, i));
            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += IsRefused(bytes, i, read) ? 1 : 0;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 200_000 + (100L * bytes.Length), $"input {i} of {bytes.Length} bytes took {allocated} bytes");
        }

        Assert.InRange(refused, count / 2, count - 1); // most mutations matter, and some do not
    }

    private static bool IsRefused(byte[] bytes, int item, Action<Stream> read)
    {
        using var stream = new MemoryStream(bytes);
        try
        {
            read(stream);
            return false;
        }
        catch (SelmaException e)
        {
            Assert.Contains(e.Code, Codes);
            Assert.Equal("spoilt", e.Place?.File);
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"input {item}: {Convert.ToBase64String(bytes)}", e);
        }
    }

    /// <summary>Whatever is accepted lies within the file.</summary>
    private static void CheckTensors(IReadOnlyDictionary<string, PickleTensor> tensors, long length)
    {
        foreach (var (storage, first, shape, strides) in tensors.Values.Where(tensor => !tensor.Shape.Contains(0)))
        {
            var last = first + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();
            Assert.InRange(storage.Offset + ((last + 1) * storage.Dtype.Bits() / 8), 1, length);
        }
    }

    private static byte[] SafeTensorsFile(string header)
    {
        var utf8 = Encoding.UTF8.GetBytes(header);
        return [.. MemoryMarshal.AsBytes<long>([utf8.Length]), .. utf8, .. new byte[32]];
    }
}
