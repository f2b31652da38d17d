namespace Selma.Core.Artifacts.Pickles;

/// <summary>Makes storages and tensors of what a pickle says, after checking that they lie within the file.</summary>
internal static class PickleTensors
{
    private const int MostDimensions = 64;

    /// <summary>A storage, from <c>("storage", type, name, device, count)</c>.</summary>
    public static PickleStorage Storage(PickleMachine machine, object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string name, string, long count] }
            || PickleGlobals.StorageType(type.Name) is not { } dtype)
        {
            throw machine.Reader.Bad("a storage is not described as PyTorch does");
        }

        if (machine.Storages(name) is not { } entry)
        {
            throw machine.Reader.Bad($"the storage '{name}' is missing");
        }

        var size = dtype.Bits() / 8;
        return count >= 0 && entry.Length % size == 0 && entry.Length / size == count
            ? new(dtype, entry.Offset, count) { IsUntyped = type.Name == PickleGlobals.Bytes }
            : throw machine.Reader.Bad($"the storage '{name}' should hold {count} numbers, and has {entry.Length} bytes");
    }

    /// <summary>A tensor, from (storage, first element, sizes, strides, ...); what follows concerns training.</summary>
    public static object? Rebuild(PickleMachine machine, object?[] arguments)
    {
        if (arguments is [PickleIgnored ignored, ..])
        {
            return ignored;
        }

        if (arguments is not [PickleStorage { IsUntyped: false } storage, long first, PickleTuple sizes, PickleTuple steps, ..])
        {
            throw machine.Reader.Bad("a tensor is not described as PyTorch does");
        }

        long[] shape = Naturals(machine, sizes), strides = Naturals(machine, steps);
        if (shape.Length != strides.Length || first < 0 || !Fits(storage.Count, first, shape, strides))
        {
            throw machine.Reader.Bad($"a tensor [{string.Join(", ", shape)}] does not lie within its {storage.Count} numbers");
        }

        return new PickleTensor(storage, first, shape, strides);
    }

    /// <summary>A tensor of a type that has no storage of its own, from (storage, first element, sizes, strides, gradient, hooks, type, ...).</summary>
    /// <remarks>Source: PyTorch 2.10, <c>torch/_utils.py</c>: as above, but the type is the tensor's and the storage's bytes are read as such.</remarks>
    public static object? RebuildTyped(PickleMachine machine, object?[] arguments)
    {
        if (arguments is [PickleIgnored ignored, ..])
        {
            return ignored;
        }

        if (arguments is not [PickleStorage storage, _, _, _, _, _, PickleGlobal type, ..] || PickleGlobals.Dtype(type.Name) is not { } dtype)
        {
            throw machine.Reader.Bad("a tensor is not described as PyTorch does, or is of an unknown type");
        }

        var bytes = storage.Count * (storage.Dtype.Bits() / 8);
        return Rebuild(machine, [new PickleStorage(dtype, storage.Offset, bytes / (dtype.Bits() / 8)), .. arguments[1..4]]);
    }

    /// <summary>A parameter is its tensor.</summary>
    public static object? Parameter(PickleMachine machine, object?[] arguments) => arguments is [PickleTensor or PickleIgnored, ..]
        ? arguments[0]
        : throw machine.Reader.Bad("a parameter has no tensor");

    private static long[] Naturals(PickleMachine machine, PickleTuple tuple)
    {
        if (tuple.Items.Length > MostDimensions)
        {
            throw machine.Reader.Bad($"a tensor has {tuple.Items.Length} dimensions");
        }

        return [.. tuple.Items.Select(item => item is long number and >= 0 ? number : throw machine.Reader.Bad("a size is no natural number"))];
    }

    /// <summary>Whether every element lies in the storage, and no more elements are asked for than it has.</summary>
    private static bool Fits(long count, long first, long[] shape, long[] strides)
    {
        if (shape.Contains(0))
        {
            return first <= count;
        }

        Int128 elements = 1, last = first;
        for (var i = 0; i < shape.Length && elements <= count && last < count; i++)
        {
            elements *= shape[i];
            last += (Int128)(shape[i] - 1) * strides[i];
        }

        return elements <= count && last < count;
    }
}
