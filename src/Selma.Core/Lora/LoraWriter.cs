using System.Security.Cryptography;
using Selma.Core.Artifacts;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Lora;

/// <summary>Writes an adapter layer by layer, so that it need not be in memory as a whole.</summary>
/// <param name="sizes">Sizes [in] and [out] of each layer, by path.</param>
/// <param name="rank">The rank of all layers.</param>
/// <param name="scale">alpha / rank of all layers.</param>
/// <param name="layer">Gives a layer's factors, float32; called in <see cref="Order"/>, and for kohya's names, whose header holds a digest, twice.</param>
internal sealed class LoraWriter(
    IReadOnlyDictionary<string, (long In, long Out)> sizes, long rank, double scale, Func<string, LoraLayer> layer)
{
    private (string Path, LoraLayer Layer)? _current;

    /// <summary>Paths in the order in which they are asked for: that of the names in a file.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> paths) => paths.OrderBy(path => path + ".", StringComparer.Ordinal);

    /// <summary>Writes a file, or PEFT's folder; equal content gives equal bytes.</summary>
    public void Write(string path, LoraNames names, IReadOnlyDictionary<string, string> metadata)
    {
        var naming = LoraNaming.Of(names);
        var tensors = sizes.SelectMany(item => Sources(naming, item.Key, item.Value.In, item.Value.Out)).ToList();
        var header = metadata.Append(KeyValuePair.Create("format", "pt")).Concat(Extra(naming, tensors)).ToDictionary();
        SafeTensorsWriter.Write(names == LoraNames.PeftFolder ? Path.Combine(path, PeftConfig.WeightsName) : path, tensors, header);
        Forget();
        if (names == LoraNames.PeftFolder)
        {
            PeftConfig.Write(path, sizes.Keys, rank, scale);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Extra(LoraNaming naming, List<SafeTensorSource> tensors) => naming switch
    {
        { HasAlpha: true } => KohyaMetadata.Write(sizes.ToDictionary(item => item.Key, item => item.Value.In), rank, scale, Hash(tensors)),
        { HasConfig: true, Names: not LoraNames.PeftFolder } => LoraConfig.Write(sizes.Keys, rank, scale),
        _ => [],
    };

    private IEnumerable<SafeTensorSource> Sources(LoraNaming naming, string path, long input, long output)
    {
        var module = naming.Module(path);
        yield return new(module + naming.Down, SafeTensorDtype.F32, [rank, input], stream => Write(stream, Current(path).Down));
        yield return new(module + naming.Up, SafeTensorDtype.F32, [output, rank], stream => WriteUp(stream, Current(path).Up, naming));
        if (naming.HasAlpha)
        {
            yield return new(module + LoraNaming.Alpha, SafeTensorDtype.F32, [], stream => stream.Write(BitConverter.GetBytes((float)(scale * rank))));
        }
    }

    private void WriteUp(Stream stream, Tensor up, LoraNaming naming)
    {
        using var scope = NewDisposeScope();
        Write(stream, naming.HasAlpha || naming.HasConfig || scale == 1 ? up : up.Times(scale));
    }

    private LoraLayer Current(string path)
    {
        if (_current?.Path != path)
        {
            Forget();
            _current = (path, layer(path));
        }

        return _current.Value.Layer;
    }

    private void Forget()
    {
        _current?.Layer.Dispose();
        _current = null;
    }

    private static void Write(Stream stream, Tensor factor)
    {
        using var scope = NewDisposeScope();
        TensorPieces.ForEach(factor.detach().to(ScalarType.Float32, CPU).contiguous(), (_, piece) => stream.Write(piece));
    }

    /// <summary>SHA-256 of the tensors' bytes, in the file's order.</summary>
    private static string Hash(IEnumerable<SafeTensorSource> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var buffer = new MemoryStream();
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            buffer.SetLength(0);
            tensor.Write(buffer);
            hash.AppendData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
