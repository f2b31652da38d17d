using Selma.Core.Artifacts;
using Selma.Core.Models.Weights;
using Selma.TestKit;
using static TorchSharp.torch;

namespace Selma.Core.Tests.Artifacts;

public static class TensorPiecesTests
{
    [Theory]
    [InlineData(8, new[] { 0L, 8, 16 }, new[] { 8, 8, 8 })]
    [InlineData(11, new[] { 0L, 8, 16 }, new[] { 8, 8, 8 })] // whole elements
    [InlineData(16, new[] { 0L, 16 }, new[] { 16, 8 })]
    [InlineData(1, new[] { 0L, 4, 8, 12, 16, 20 }, new[] { 4, 4, 4, 4, 4, 4 })]
    [InlineData(1 << 30, new[] { 0L }, new[] { 24 })]
    public static void A_tensor_is_handed_out_whole_and_in_order(long most, long[] starts, int[] lengths)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 0f, 1, 2, 3, 4, 5 }).view(2, 3);
        var (seen, bytes) = (new List<(long, int)>(), new List<byte>());
        TensorPieces.ForEach(
            values,
            (start, piece) =>
            {
                seen.Add((start, piece.Length));
                bytes.AddRange(piece);
            },
            most);
        Assert.Equal(starts.Zip(lengths), seen);
        Assert.Equal(values.bytes.ToArray(), bytes);
    }

    [Fact]
    public static void Pieces_are_the_tensors_own_memory()
    {
        using var scope = NewDisposeScope();
        var values = zeros(6, dtype: ScalarType.Byte);
        TensorPieces.ForEach(values, (start, piece) => piece.Fill((byte)(start + 1)), most: 2);
        Assert.Equal([1, 1, 3, 3, 5, 5], values.data<byte>().ToArray());
        TensorPieces.ForEach(zeros(0, 3), (_, _) => Assert.Fail("nothing is there"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public static void A_file_is_read_in_pieces_into_what_it_was(long most)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var values = rand(5, 3);
        TensorFile.Write(folder.File("x.safetensors"), [KeyValuePair.Create("x", values)]);
        using var file = TensorFile.Open(folder.File("x.safetensors"));
        var read = zeros(5, 3);
        TensorPieces.ForEach(read, (start, piece) => file.Read("x", start, piece), most);
        Assert.Equal(values.Values(), read.Values());
        var parameter = new TorchSharp.Modules.Parameter(zeros(5, 3));
        new WeightTensor(file, "x").CopyTo(parameter);
        Assert.Equal(values.Values(), parameter.detach().Values());
    }
}
