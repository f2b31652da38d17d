using Selma.Core.Artifacts.Pickles;
using static TorchSharp.torch;

namespace Selma.Core.Artifacts;

/// <summary>Tensors in safetensors files.</summary>
public static class TensorFile
{
    private static readonly (SafeTensorDtype File, ScalarType Tensor)[] Types =
    [
        (SafeTensorDtype.Bool, ScalarType.Bool), (SafeTensorDtype.U8, ScalarType.Byte), (SafeTensorDtype.I8, ScalarType.Int8),
        (SafeTensorDtype.I16, ScalarType.Int16), (SafeTensorDtype.F16, ScalarType.Float16),
        (SafeTensorDtype.BF16, ScalarType.BFloat16), (SafeTensorDtype.I32, ScalarType.Int32),
        (SafeTensorDtype.F32, ScalarType.Float32), (SafeTensorDtype.C64, ScalarType.ComplexFloat32),
        (SafeTensorDtype.F64, ScalarType.Float64), (SafeTensorDtype.I64, ScalarType.Int64),
    ];

    /// <summary>Opens a file by its extension: <c>.bin</c>, <c>.pt</c>, <c>.pth</c> and <c>.ckpt</c> are PyTorch's, all others safetensors.</summary>
    /// <remarks>Only a <c>.ckpt</c> may carry more than tensors, which is left out: a training's optimizer and callbacks.</remarks>
    /// <exception cref="SelmaException">As <see cref="SafeTensors.Open"/> and <see cref="TorchFile.Open"/>.</exception>
    public static ITensorFile Open(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".BIN" or ".PT" or ".PTH" => TorchFile.Open(path),
        ".CKPT" => TorchFile.Open(path, isStrict: false),
        _ => SafeTensors.Open(path),
    };

    /// <summary>One tensor, on the CPU, in the file's type.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="SelmaException">SELMA2104: no such tensor, or of a type that libtorch lacks.</exception>
    public static Tensor ReadTensor(this ITensorFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        var entry = file[name];
        var tensor = empty([.. entry.Shape], dtype: TypeOf(entry, file.Path), device: CPU);
        file.Fill(name, tensor);
        return tensor;
    }

    /// <summary>Fills a tensor with one of a file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="name">The tensor's name there.</param>
    /// <param name="tensor">Contiguous, on the CPU, of the file's type and number of elements.</param>
    internal static void Fill(this ITensorFile file, string name, Tensor tensor) =>
        TensorPieces.ForEach(tensor, (start, piece) => file.Read(name, start, piece));

    /// <summary>All tensors of a file, on the CPU, in the file's types; the caller owns them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SelmaException">As <see cref="SafeTensors.Open"/> and <see cref="ReadTensor"/>.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = SafeTensors.Open(path);
        return file.Names.ToDictionary(name => name, file.ReadTensor, StringComparer.Ordinal);
    }

    /// <summary>Writes tensors, whatever their device, to a file that appears whole or not at all; equal content gives equal bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="metadata">Strings beside them; <c>{"format": "pt"}</c> when not given.</param>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensorsWriter.Write(path, tensors.Select(pair => Source(pair.Key, pair.Value)), metadata);

    private static SafeTensorSource Source(string name, Tensor tensor) => new(
        name,
        Array.Find(Types, row => row.Tensor == tensor.dtype) is var found && found.Tensor == tensor.dtype
            ? found.File
            : throw new ArgumentException($"'{name}' has the type {tensor.dtype}, which safetensors lacks.", nameof(tensor)),
        tensor.shape,
        stream => WriteData(stream, tensor));

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        TensorPieces.ForEach(tensor.detach().cpu().contiguous(), (_, piece) => stream.Write(piece));
    }

    /// <summary>The type that libtorch has for a tensor's.</summary>
    /// <exception cref="SelmaException">SELMA2104: it has none.</exception>
    internal static ScalarType TypeOf(SafeTensorEntry entry, string path)
    {
        var row = Array.FindIndex(Types, row => row.File == entry.Dtype);
        return row >= 0
            ? Types[row].Tensor
            : throw new SelmaException("SELMA2104", $"Tensor '{entry.Name}' has the type {entry.Dtype.Name()}, which cannot be read.", new(path));
    }
}
