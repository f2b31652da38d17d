using Microsoft.Win32.SafeHandles;

namespace Selma.Core.Artifacts.Pickles;

/// <summary>A file of <c>torch.save</c> opened for reading (<c>.bin</c>, <c>.pt</c>, <c>.ckpt</c>); nothing in it is executed.</summary>
/// <remarks>Source: PyTorch, <c>torch/serialization.py</c> and <c>caffe2/serialize/inline_container.cc</c>.</remarks>
public sealed class TorchFile : ITensorFile
{
    private readonly IReadOnlyDictionary<string, PickleTensor> _tensors;
    private readonly SafeFileHandle _handle;

    private TorchFile(string path, IReadOnlyDictionary<string, PickleTensor> tensors, SafeFileHandle handle)
    {
        Path = path;
        _tensors = tensors;
        _handle = handle;
        Names = [.. tensors.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public SafeTensorEntry this[string name]
    {
        get
        {
            var (storage, first, shape, _) = Find(name);
            var size = storage.Dtype.Bits() / 8;
            return new(name, storage.Dtype, shape, storage.Offset + (first * size), shape.Aggregate(1L, (product, length) => product * length) * size);
        }
    }

    /// <summary>Opens a file and reads its list of tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isStrict">
    /// Whether to refuse a file that mentions anything but tensors. False for training checkpoints, which carry an optimizer's and
    /// callbacks' state: that is then left out.
    /// </param>
    /// <exception cref="SelmaException">
    /// SELMA2101: not readable. SELMA2102: a Git LFS pointer. SELMA2131: not a whole file. SELMA2132: it asks for more than data.
    /// SELMA2133: written by PyTorch before 1.6.
    /// </exception>
    public static TorchFile Open(string path, bool isStrict = true)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var tensors = TorchArchive.Read(stream, path, isStrict);
            return new(path, tensors, File.OpenHandle(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelmaException("SELMA2101", $"The file cannot be read: {e.Message}", new(path), e);
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <inheritdoc/>
    public void Read(string name, long start, Span<byte> destination)
    {
        var tensor = Find(name);
        var entry = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, entry.Length - start);
        if (StridedCopy.IsRowMajor(tensor.Shape, tensor.Strides))
        {
            TensorBytes.Read(_handle, entry.Offset + start, destination, name, Path);
            return;
        }

        var size = tensor.Storage.Dtype.Bits() / 8;
        var length = StridedCopy.Span(tensor.Shape, tensor.Strides) * size;
        if (length > Array.MaxLength)
        {
            throw new SelmaException(
                "SELMA2104", $"Tensor '{name}' has {length} bytes in another order than row by row; such a one is read up to 2 GiB. Save it contiguous.", new(Path));
        }

        var span = new byte[length];
        TensorBytes.Read(_handle, entry.Offset, span, name, Path);
        StridedCopy.Run(span, destination, size, tensor.Shape, tensor.Strides, start / size);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private PickleTensor Find(string name) => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new SelmaException("SELMA2104", $"There is no tensor '{name}' in the file. It holds {Names.Count} others.", new(Path));
}
