using Selma.Core.Artifacts;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>One layer of a LoRA file, not read yet.</summary>
/// <param name="Path">The layer.</param>
/// <param name="Down">Key of A.</param>
/// <param name="Up">Key of B.</param>
/// <param name="Rank">Rows of A.</param>
/// <param name="In">Size of the layer's input.</param>
/// <param name="Out">Size of the layer's output.</param>
/// <param name="Scale">alpha / rank.</param>
internal sealed record LoraSite(string Path, string Down, string Up, long Rank, long In, long Out, double Scale)
{
    /// <summary>Checks the shapes of a layer's factors: [rank, in] and [out, rank], or the same as convolutions of 1 x 1.</summary>
    public static LoraSite Of(SafeTensors file, string path, string? down, string? up, Func<long, double> scale)
    {
        var a = Shape(file, path, down, "A");
        var b = Shape(file, path, up, "B");
        return b[1] == a[0]
            ? new(path, down!, up!, a[0], a[1], b[0], scale(a[0]))
            : throw NotWhole(file.Path, $"in layer '{path}' A has rank {a[0]} and B {b[1]}");
    }

    /// <summary>The factors as float32, A padded with rows and B with columns of zeros to a rank.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rank">The rank to pad to.</param>
    /// <param name="scale">The scale to give the layer; B takes the rest, so that the update stays.</param>
    public LoraLayer Read(SafeTensors file, long rank, double scale)
    {
        using var layer = new LoraLayer(Factor(file, Down, Rank, In), Factor(file, Up, Out, Rank), Scale);
        return layer.Padded(rank, scale);
    }

    /// <summary>A file whose parts do not make an adapter.</summary>
    public static SelmaException NotWhole(string path, string what) =>
        new("SELMA2222", $"The adapter is not whole: {what}. Both factors of every layer are needed, and they must fit. Make the file anew.", new(path));

    private static Tensor Factor(SafeTensors file, string key, params long[] shape)
    {
        using var scope = NewDisposeScope();
        return file.ReadTensor(key).to(ScalarType.Float32).view(shape).MoveToOuterDisposeScope();
    }

    private static IReadOnlyList<long> Shape(SafeTensors file, string path, string? key, string factor)
    {
        if (key is null)
        {
            throw NotWhole(file.Path, $"layer '{path}' lacks its factor {factor}");
        }

        var shape = file[key].Shape;
        return shape is [> 0, > 0] or [> 0, > 0, 1, 1]
            ? shape
            : throw NotWhole(file.Path, $"'{key}' has the shape [{string.Join(", ", shape)}] instead of two sizes");
    }
}
