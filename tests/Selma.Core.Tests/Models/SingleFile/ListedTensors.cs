using Selma.Core.Artifacts;

namespace Selma.Core.Tests.Models.SingleFile;

/// <summary>A file of tensors that have names and sizes and nothing else.</summary>
internal sealed class ListedTensors(IReadOnlyDictionary<string, long[]> shapes) : ITensorFile
{
    public string Path => "listed";

    public IReadOnlyList<string> Names => [.. shapes.Keys.Order(StringComparer.Ordinal)];

    public SafeTensorEntry this[string name] => new(name, SafeTensorDtype.F16, shapes[name], 0, 0);

    public bool Contains(string name) => shapes.ContainsKey(name);

    public void Read(string name, long start, Span<byte> destination) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
