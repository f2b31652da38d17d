using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Selma.Core.Artifacts;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Artifacts;

public static class SafeTensorsWriterTests
{
    [Fact]
    public static void Order_of_tensors_and_metadata_does_not_change_the_bytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("b", ones(2, dtype: ScalarType.Float16)), new("a", ones(3, dtype: ScalarType.Float16)), new("c", ones(2, 2)),
        ];
        TensorFile.Write(folder.File("1"), tensors, new Dictionary<string, string> { ["x"] = "1", ["format"] = "pt" });
        TensorFile.Write(folder.File("2"), tensors.Reverse(), new Dictionary<string, string> { ["format"] = "pt", ["x"] = "1" });
        Assert.Equal(File.ReadAllBytes(folder.File("1")), File.ReadAllBytes(folder.File("2")));
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(folder.File("1")))[8..];
        Assert.StartsWith("""{"__metadata__":{"format":"pt","x":"1"},"c":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"a":""", text, StringComparison.Ordinal);
    }

    [Fact]
    public static void Written_tensors_and_strings_come_back() =>
        Gen.Select(Gen.Float.Array[0, 20], Gen.String, Gen.String).Sample(
            (values, name, note) =>
            {
                using var folder = new TemporaryFolder();
                using var written = tensor(values, dtype: ScalarType.Float32);
                var key = name == "__metadata__" ? "a" : name;
                var path = folder.File("t.safetensors");
                TensorFile.Write(path, [new(key, written)], new Dictionary<string, string> { ["note"] = note });
                using var file = SafeTensors.Open(path);
                using var read = file.ReadTensor(key);
                return file.Metadata["note"] == note && read.data<float>().ToArray().AsSpan().SequenceEqual(values)
                    && BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8 == 0;
            },
            iter: 50);
}
