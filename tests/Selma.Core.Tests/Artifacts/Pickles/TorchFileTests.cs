using System.Runtime.InteropServices;
using Selma.Core.Artifacts;
using Selma.Core.Artifacts.Pickles;
using Selma.TestKit;

namespace Selma.Core.Tests.Artifacts.Pickles;

public static class TorchFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public static void Tensors_of_a_checkpoint_are_read_by_shape_offset_and_strides(bool isWide)
    {
        using var folder = new TemporaryFolder();
        using var file = TorchFile.Open(Write(folder, TorchSample.File(isWide: isWide)));
        Assert.Equal(["a.transposed", "a.weight", "b.tail", "c.half"], file.Names);
        Assert.Equal([2L, 3L], file["a.weight"].Shape);
        Assert.Equal((SafeTensorDtype.F32, SafeTensorDtype.F16), (file["a.weight"].Dtype, file["c.half"].Dtype));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(file, "a.weight"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], Floats(file, "a.transposed"));
        Assert.Equal([3L, 2L], file["a.transposed"].Shape);
        Assert.Equal([4f, 5], Floats(file, "b.tail"));
        Assert.Equal((Half)7, MemoryMarshal.Read<Half>(Bytes(file, "c.half")));
        Assert.Empty(file["c.half"].Shape);
    }

    [Fact]
    public static void Tensors_come_to_libtorch_as_they_are()
    {
        using var folder = new TemporaryFolder();
        using var file = TensorFile.Open(Write(folder, TorchSample.File()));
        using var transposed = file.ReadTensor("a.transposed");
        Assert.Equal([0f, 3, 1, 4, 2, 5], transposed.data<float>().ToArray());
        Assert.False(file.Contains("epoch"));
        Assert.Equal("SELMA2104", Assert.Throws<SelmaException>(() => file["epoch"]).Code);
    }

    [Fact]
    public static void A_part_of_a_tensor_is_read_in_its_own_order()
    {
        using var folder = new TemporaryFolder();
        using var file = TensorFile.Open(Write(folder, TorchSample.File()));
        var part = new byte[3 * sizeof(float)];
        file.Read("a.transposed", 2 * sizeof(float), part);
        Assert.Equal([1f, 4, 2], MemoryMarshal.Cast<byte, float>(part).ToArray());
        file.Read("a.weight", 3 * sizeof(float), part);
        Assert.Equal([3f, 4, 5], MemoryMarshal.Cast<byte, float>(part).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("a.weight", 4 * sizeof(float), part));
    }

    [Theory]
    [InlineData("torch.storage\nUntypedStorage", "\u0018", "float32", "K\u0001", SafeTensorDtype.F32, 4)] // 24 bytes, from the second number on
    [InlineData("torch\nFloatStorage", "\u0006", "float32", "K\u0001", SafeTensorDtype.F32, 4)]
    [InlineData("torch.storage\nUntypedStorage", "\u0018", "uint16", "K\u0002", SafeTensorDtype.U16, 4)]
    [InlineData("torch.storage\nUntypedStorage", "\u0018", "float8_e4m3fn", "K\u0004", SafeTensorDtype.F8E4M3, 4)]
    public static void A_tensor_with_a_type_of_its_own_reads_the_storages_bytes_as_such(
        string storage, string count, string dtype, string first, SafeTensorDtype expected, int start)
    {
        using var folder = new TemporaryFolder();
        using var file = TorchFile.Open(Write(folder, TorchSample.File(TorchSample.Of("}(", Text("x"), Typed(storage, count, first, $"ctorch\n{dtype}\n"), "u"))));
        var size = file["x"].Length / 2;
        Assert.Equal(expected, file["x"].Dtype);
        Assert.Equal([2L], file["x"].Shape);
        Assert.Equal(TorchSample.Six[start..(start + (int)(2 * size))], Bytes(file, "x"));
    }

    [Fact]
    public static void A_tensor_with_a_type_of_its_own_lies_within_its_storage_and_bytes_without_type_are_no_tensor()
    {
        Refused(TorchSample.File(TorchSample.Of("}(", Text("x"), Typed("torch.storage\nUntypedStorage", "\u0018", "K\u0005", "ctorch\nfloat32\n"), "u")), "does not lie within its 6 numbers");
        Refused(TorchSample.File(TorchSample.Of("}(", Text("x"), Typed("torch.storage\nUntypedStorage", "\u0018", "K\u0000", "N"), "u")), "of an unknown type");
        var untyped = Tensor("K\u0000", "K\u0002\u0085", "K\u0001\u0085").Replace("torch\nFloatStorage", "torch.storage\nUntypedStorage", StringComparison.Ordinal)
            .Replace("K\u0006tQ", "K\u0018tQ", StringComparison.Ordinal);
        Refused(TorchSample.File(TorchSample.Of("}(", Text("x"), untyped, "u")), "not described as PyTorch does");
    }

    [Fact]
    public static void What_a_training_adds_is_left_out_of_a_ckpt_and_refused_elsewhere()
    {
        using var folder = new TemporaryFolder();
        var pickle = TorchSample.Of(
            "}(", Text("callbacks"), "cpytorch_lightning.callbacks.model_checkpoint\nModelCheckpoint\n)", new byte[] { 0x81 }, "}b",
            Text("x"), Tensor("K\u0000", "K\u0002\u0085", "K\u0001\u0085"), "u");
        using (var file = TensorFile.Open(Write(folder, TorchSample.File(pickle), "model.ckpt")))
        {
            Assert.Equal([0f, 1], Floats(file, "x"));
            Assert.Equal(["x"], file.Names);
        }

        var error = Assert.Throws<SelmaException>(() => TensorFile.Open(Write(folder, TorchSample.File(pickle), "model.bin")));
        Assert.Equal(("SELMA2132", folder.File("model.bin")), (error.Code, error.Place?.File));
        Assert.Contains("ModelCheckpoint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void The_format_before_torch_1_6_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        byte[] start = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e, 0x80, 0x02];
        var error = Assert.Throws<SelmaException>(() => TorchFile.Open(Write(folder, start)));
        Assert.Equal("SELMA2133", error.Code);
        Assert.Contains("PyTorch before 1.6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public static void A_git_lfs_pointer_and_a_missing_file_are_named_as_such()
    {
        using var folder = new TemporaryFolder();
        var pointer = Write(folder, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"u8.ToArray());
        Assert.Equal("SELMA2102", Assert.Throws<SelmaException>(() => TorchFile.Open(pointer)).Code);
        Assert.Equal("SELMA2101", Assert.Throws<SelmaException>(() => TorchFile.Open(folder.File("none.bin"))).Code);
    }

    [Fact]
    public static void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = TorchSample.File();
        for (var length = 0; length < whole.Length; length += 7)
        {
            using var stream = new MemoryStream(whole[..length]);
            Assert.Equal("SELMA2131", Assert.Throws<SelmaException>(() => TorchArchive.Read(stream, "cut.bin", isStrict: true)).Code);
        }
    }

    [Theory]
    [InlineData("big", "little-endian")]
    [InlineData("bigendian, and more than anyone needs", "little-endian")]
    public static void Another_order_of_bytes_is_refused(string order, string reason) => Refused(TorchSample.File(order: order), reason);

    [Fact]
    public static void An_archive_that_lies_is_refused()
    {
        (string, byte[]) pickle = ("archive/data.pkl", TorchSample.Pickle), six = ("archive/data/0", TorchSample.Six);
        Refused(StoredZip.Of([six]), "no data.pkl, or several");
        Refused(StoredZip.Of([pickle, ("other/data.pkl", TorchSample.Pickle)]), "no data.pkl, or several");
        Refused(StoredZip.Of([pickle, six]), "storage '1' is missing");
        Refused(StoredZip.Of([pickle, six, six]), "stands twice");
        Refused(StoredZip.Of([pickle, ("archive/../data/0", TorchSample.Six)]), "no name for an entry");
        Refused(StoredZip.Of([pickle, ("archive/data/0", TorchSample.Six[..20])]), "should hold 6 numbers, and has 20 bytes");
        var squeezed = StoredZip.Of([pickle]);
        squeezed[^(22 + 46 + 16 - 10)] = 8; // the directory's only entry says "deflated"
        Refused(squeezed, "compressed or encrypted");
        var overlapping = StoredZip.Of([pickle, six]);
        overlapping.AsSpan(overlapping.Length - 22 - 14 - 4, 4).Clear(); // the second entry begins where the first one does
        Refused(overlapping, "overlaps what follows it");
    }

    private static void Refused(byte[] file, string reason)
    {
        using var stream = new MemoryStream(file);
        var error = Assert.Throws<SelmaException>(() => TorchArchive.Read(stream, "made.bin", isStrict: true));
        Assert.Equal(("SELMA2131", "made.bin"), (error.Code, error.Place?.File));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Text(string text) => $"U{(char)text.Length}{text}";

    private static string Tensor(string first, string shape, string strides) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0006tQ{first}{shape}{strides}\u0089NtR";

    /// <summary>Two elements of a tensor that <c>_rebuild_tensor_v3</c> makes.</summary>
    private static string Typed(string storage, string count, string first, string dtype) =>
        $"ctorch._utils\n_rebuild_tensor_v3\n((U\u0007storagec{storage}\nU\u00010U\u0003cpuK{count}tQ{first}K\u0002\u0085K\u0001\u0085\u0089N{dtype}tR";

    private static string Write(TemporaryFolder folder, byte[] bytes, string name = "made.bin")
    {
        AtomicFile.WriteBytes(folder.File(name), bytes);
        return folder.File(name);
    }

    private static byte[] Bytes(ITensorFile file, string name)
    {
        var bytes = new byte[file[name].Length];
        file.Read(name, 0, bytes);
        return bytes;
    }

    private static float[] Floats(ITensorFile file, string name) => MemoryMarshal.Cast<byte, float>(Bytes(file, name)).ToArray();
}
