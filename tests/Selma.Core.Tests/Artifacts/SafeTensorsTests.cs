using System.Buffers.Binary;
using System.Text;
using Selma.Core.Artifacts;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts;

public static class SafeTensorsTests
{
    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4)] // twice
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3)] // overlap
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3)] // does not begin at 0
    [InlineData("""{"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0)] // product overflows
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1)] // 12 bits
    [InlineData("""{"a":{"dtype":"U8","shape":[2]}}""", 2)]
    [InlineData("""{"a":3}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[NaN],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1e400],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":[2.5],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":["2"],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[-1,1]}}""", 2)]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[18446744073709551615,1]}}""", 2)]
    [InlineData("""[1]""", 0)]
    [InlineData(""" {}""", 0)] // must begin with the brace
    [InlineData("""{"__metadata__":{"a":null}}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}""", 2)] // not closed
    public static void A_malformed_header_is_refused(string header, int dataLength)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<SelmaException>(() => SafeTensors.Open(Write(folder, Encoding.UTF8.GetBytes(header), dataLength)));
        Assert.Equal("SELMA2103", error.Code);
    }

    [Fact]
    public static void A_header_nested_without_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        var nested = "{\"a\":" + new string('[', 1_000_000);
        Assert.Equal("SELMA2103", Assert.Throws<SelmaException>(() => SafeTensors.Open(Write(folder, Encoding.UTF8.GetBytes(nested), 0))).Code);
    }

    [Fact]
    public static void Invalid_utf8_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] header = [.. "{\"__metadata__\":{\"a\":\""u8, 0xff, .. "\"}}"u8];
        Assert.Equal("SELMA2103", Assert.Throws<SelmaException>(() => SafeTensors.Open(Write(folder, header, 0))).Code);
    }

    [Fact]
    public static void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var tensor = TorchSharp.torch.tensor(new float[] { 0, 1, 2, 3, 4, 5 });
        var whole = folder.File("whole.safetensors");
        TensorFile.Write(whole, [new("a", tensor)]);
        var bytes = File.ReadAllBytes(whole);
        var cut = folder.File("cut.safetensors");
        for (var length = 0; length < bytes.Length; length++)
        {
            AtomicFile.WriteBytes(cut, bytes[..length]);
            Assert.Equal("SELMA2103", Assert.Throws<SelmaException>(() => SafeTensors.Open(cut)).Code);
        }
    }

    [Fact]
    public static void A_git_lfs_pointer_is_named_as_such()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.safetensors");
        AtomicFile.WriteText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n");
        var error = Assert.Throws<SelmaException>(() => SafeTensors.Open(path));
        Assert.Equal("SELMA2102", error.Code);
        Assert.Equal(path, error.Place?.File);
        Assert.Contains("git lfs pull", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_missing_file_and_a_missing_tensor_are_errors()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("SELMA2101", Assert.Throws<SelmaException>(() => SafeTensors.Open(folder.File("none"))).Code);
        using var file = SafeTensors.Open(Write(folder, "{}"u8.ToArray(), 0));
        Assert.Equal("SELMA2104", Assert.Throws<SelmaException>(() => file.ReadBytes("a")).Code);
    }

    private static string Write(TemporaryFolder folder, byte[] header, int dataLength)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        var path = folder.File("made.safetensors");
        AtomicFile.WriteBytes(path, [.. length, .. header, .. new byte[dataLength]]);
        return path;
    }
}
