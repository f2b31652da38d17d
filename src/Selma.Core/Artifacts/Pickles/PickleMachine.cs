namespace Selma.Core.Artifacts.Pickles;

/// <summary>Reads a pickle of tensors as data: names of functions are compared with a list, and never looked up or called.</summary>
/// <remarks>
/// Its operations are those of torch's own <c>weights_only</c> reader (<c>torch/_weights_only_unpickler.py</c>). It does not recurse,
/// and what it builds is bounded, so that no nesting and no self-reference can exhaust stack or memory.
/// </remarks>
internal sealed class PickleMachine
{
    private const int MostValues = 2_000_000;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<long, object?> _memo = [];
    private readonly bool _isStrict;
    private int _values;

    private PickleMachine(PickleReader reader, Func<string, ZipEntry?> storages, bool isStrict)
    {
        Reader = reader;
        Storages = storages;
        _isStrict = isStrict;
    }

    /// <summary>The pickle.</summary>
    public PickleReader Reader { get; }

    /// <summary>Finds the entry that holds a storage's bytes.</summary>
    public Func<string, ZipEntry?> Storages { get; }

    /// <summary>Reads a pickle.</summary>
    /// <param name="reader">Its bytes.</param>
    /// <param name="storages">The entry of a storage's name, or null.</param>
    /// <param name="isStrict">Whether a name that is not on the list is an error, rather than a value that is left out.</param>
    /// <returns>What the pickle holds: <see cref="PickleMap"/> and the other values of this room.</returns>
    /// <exception cref="SelmaException">SELMA2131: malformed; SELMA2132: it asks for more than data.</exception>
    public static object? Read(PickleReader reader, Func<string, ZipEntry?> storages, bool isStrict)
    {
        var machine = new PickleMachine(reader, storages, isStrict);
        for (var code = reader.Byte(); code != PickleOperations.Stop; code = reader.Byte())
        {
            var operation = PickleOperations.Find(code) ?? throw reader.Refused($"it holds the operation 0x{code:x2}");
            operation(machine);
        }

        return machine.Pop();
    }

    /// <summary>Puts a value on the stack.</summary>
    public void Push(object? value) => _stack.Add(value);

    /// <summary>Puts a new object on the stack.</summary>
    public void PushNew(object value)
    {
        if (++_values > MostValues)
        {
            throw Reader.Bad($"it holds more than {MostValues} values");
        }

        _stack.Add(value);
    }

    /// <summary>Takes the top of the stack.</summary>
    public object? Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    /// <summary>Takes several values, the deepest first.</summary>
    public object?[] Pop(int count)
    {
        if (count > _stack.Count)
        {
            throw Reader.Bad("a value is missing");
        }

        var items = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return [.. items];
    }

    /// <summary>The top of the stack.</summary>
    public object? Top() => _stack.Count > 0 ? _stack[^1] : throw Reader.Bad("a value is missing");

    /// <summary>Remembers the height of the stack.</summary>
    public void Mark()
    {
        if (_marks.Count >= MostValues)
        {
            throw Reader.Bad("its values are nested too deep");
        }

        _marks.Push(_stack.Count);
    }

    /// <summary>Takes everything above the last mark.</summary>
    public object?[] PopMarked() => _marks.TryPop(out var height) && height <= _stack.Count
        ? Pop(_stack.Count - height)
        : throw Reader.Bad("a mark is missing");

    /// <summary>Remembers the top of the stack under a number.</summary>
    public void Store(long place) => _memo[place] = Top();

    /// <summary>Puts a remembered value on the stack.</summary>
    public void Recall(long place) => Push(_memo.TryGetValue(place, out var value) ? value : throw Reader.Bad("it refers to a value that it lacks"));

    /// <summary>Puts a name on the stack, if it is on the list.</summary>
    public void PushGlobal(string module, string name)
    {
        var full = $"{module}.{name}";
        PushNew(PickleGlobals.IsKnown(full) ? new PickleGlobal(full)
            : _isStrict ? throw Reader.Refused($"it asks for '{full}'")
            : new PickleIgnored(full));
    }
}
