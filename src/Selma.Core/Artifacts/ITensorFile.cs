namespace Selma.Core.Artifacts;

/// <summary>A file of named tensors, opened for reading; data are read tensor by tensor, from any thread.</summary>
public interface ITensorFile : IDisposable
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>The tensors' names, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What the file says of a tensor.</summary>
    /// <exception cref="SelmaException">SELMA2104: the file has no tensor of this name.</exception>
    SafeTensorEntry this[string name] { get; }

    /// <summary>Whether the file has a tensor of this name.</summary>
    bool Contains(string name);

    /// <summary>Reads a tensor into memory that has exactly its length, row-major and little-endian.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination"><see cref="SafeTensorEntry.Length"/> bytes.</param>
    void Read(string name, Span<byte> destination);
}
