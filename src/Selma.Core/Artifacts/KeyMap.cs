using System.Collections;

namespace Selma.Core.Artifacts;

/// <summary>A map from names to plain values, always in the order of the names' UTF-8 bytes.</summary>
/// <remarks>Two plain lists: a sorted dictionary of the library would be compiled anew in every process that looks at a key.</remarks>
internal sealed class KeyMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<string> _names;
    private readonly List<object?> _values;

    /// <summary>An empty map.</summary>
    public KeyMap() => (_names, _values) = ([], []);

    /// <summary>A map that begins as another.</summary>
    public KeyMap(KeyMap other) => (_names, _values) = ([.. other._names], [.. other._values]);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public object? this[string name] => Place(name) is var place and >= 0 ? _values[place] : throw new KeyNotFoundException(name);

    /// <summary>The value of a name; null where there is none.</summary>
    public object? Find(string name) => Place(name) is var place and >= 0 ? _values[place] : null;

    /// <summary>Adds a value.</summary>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    public void Add(string name, object? value)
    {
        if (!TryAdd(name, value))
        {
            throw new ArgumentException($"'{name}' is there already.");
        }
    }

    /// <summary>Adds a value; false where the name is there already.</summary>
    public bool TryAdd(string name, object? value)
    {
        var place = Place(name);
        if (place >= 0)
        {
            return false;
        }

        _names.Insert(~place, name);
        _values.Insert(~place, value);
        return true;
    }

    /// <summary>Takes a name out, where it is there.</summary>
    public void Remove(string name)
    {
        if (Place(name) is var place and >= 0)
        {
            _names.RemoveAt(place);
            _values.RemoveAt(place);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var place = 0; place < _names.Count; place++)
        {
            yield return new(_names[place], _values[place]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Place(string name) => _names.BinarySearch(name, Utf8Order.Instance);
}
