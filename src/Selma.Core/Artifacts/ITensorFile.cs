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

    /// <summary>Reads a part of a tensor, whose bytes are row-major and little-endian.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="start">First byte of the part, where an element begins.</param>
    /// <param name="destination">Memory for whole elements.</param>
    void Read(string name, long start, Span<byte> destination);
}
