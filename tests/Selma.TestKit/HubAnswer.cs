namespace Selma.TestKit;

/// <summary>What a <see cref="HubServer"/> answers.</summary>
/// <param name="Status">The status.</param>
public sealed record HubAnswer(int Status)
{
    /// <summary>Headers; the body's length is added where it is not among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The connection is closed after so many bytes of the body.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Nothing more comes, and the connection stays open.</summary>
    public bool IsSilent { get; init; }
}
