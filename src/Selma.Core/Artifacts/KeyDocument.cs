namespace Selma.Core.Artifacts;

/// <summary>Everything that may change a stage's output bytes; its digest is the stage's key.</summary>
internal sealed record KeyDocument
{
    private const int Schema = 1;

    /// <summary>The stage: <c>images</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>The version of the stage's code; raised with every change of output bytes.</summary>
    public required int StageVersion { get; init; }

    /// <summary>The settings that the stage receives, defaults filled in; made by <see cref="KeyTree"/>.</summary>
    public required KeyMap Config { get; init; }

    /// <summary>Role to digest of each declared input.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Stage, or skill for a stage over all skills, to output digest; never to its key, which would lose early cutoff.</summary>
    public IReadOnlyDictionary<string, string> Upstream { get; init; } = new Dictionary<string, string>();

    /// <summary>Role (<c>unet</c>, <c>vae</c>) to the digest of the model files that the stage loads.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>The number formats that decide the result: <c>dtype</c>.</summary>
    public IReadOnlyDictionary<string, string> Numerics { get; init; } = new Dictionary<string, string>();

    /// <summary>The document as a tree.</summary>
    public KeyMap Tree() => new()
    {
        { "schema", (long)Schema },
        { "stage", Stage },
        { "stageVersion", (long)StageVersion },
        { "config", Config },
        { "inputs", KeyTree.Of(Inputs) },
        { "upstream", KeyTree.Of(Upstream) },
        { "models", KeyTree.Of(Models) },
        { "numerics", KeyTree.Of(Numerics) },
    };

    /// <summary>The key of a document's tree: 64 lower-case hex digits.</summary>
    public static string KeyOf(object? tree) => Digest.OfBytes(CanonicalBytes.Of("selma-key-1", tree));
}
