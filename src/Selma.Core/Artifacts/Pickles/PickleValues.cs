namespace Selma.Core.Artifacts.Pickles;

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary in the order of its entries; keys are what the file says, and may repeat.</summary>
internal sealed record PickleMap(List<KeyValuePair<object?, object?>> Entries);

/// <summary>The name of a Python function or class that is known; never the thing itself.</summary>
/// <param name="Name">Module and name: <c>torch.FloatStorage</c>.</param>
internal sealed record PickleGlobal(string Name);

/// <summary>Stands for whatever an unknown function or class would have made.</summary>
/// <param name="Name">Module and name.</param>
internal sealed record PickleIgnored(string Name);

/// <summary>Numbers that lie in the file, without a shape.</summary>
/// <param name="Dtype">Their type.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PickleStorage(SafeTensorDtype Dtype, long Offset, long Count)
{
    /// <summary>Whether they are bytes until a tensor says what they mean.</summary>
    public bool IsUntyped { get; init; }
}

/// <summary>A tensor: a view of a storage that lies within it.</summary>
/// <param name="Storage">Its numbers; several tensors may share them.</param>
/// <param name="First">Place of the first element, counted in elements.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Strides">Elements from one place to the next in each dimension.</param>
internal sealed record PickleTensor(PickleStorage Storage, long First, long[] Shape, long[] Strides);
