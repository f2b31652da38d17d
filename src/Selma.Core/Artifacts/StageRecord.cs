using System.Text.Json;

namespace Selma.Core.Artifacts;

/// <summary>What a stage left: written once, after success. A stage without a record has not happened, whatever files lie about.</summary>
/// <remarks>The same bytes lie in the store under the key and, as <c>.done</c>, beside the stage's folder.</remarks>
internal sealed class StageRecord
{
    /// <summary>The newest layout of records that this version reads.</summary>
    public const int Schema = 1;

    private readonly KeyMap _tree;

    private StageRecord(KeyMap tree, byte[] bytes)
    {
        (_tree, Bytes) = (tree, bytes);
        Key = (string)tree["key"]!;
        OutputDigest = (string)tree["outputDigest"]!;
        Outputs = [.. ((List<object?>)tree["outputs"]!).Select(ReadOutput)];
    }

    /// <summary>The record as it lies in files.</summary>
    public byte[] Bytes { get; }

    /// <summary>The stage's key.</summary>
    public string Key { get; }

    /// <summary>The digest of all outputs.</summary>
    public string OutputDigest { get; }

    /// <summary>The files, sorted by path.</summary>
    public IReadOnlyList<OutputFile> Outputs { get; }

    /// <summary>The key document that <see cref="Key"/> is the digest of.</summary>
    public KeyMap KeyDocument => (KeyMap)_tree["keyDocument"]!;

    /// <summary>How the result was made: versions, machine, duration.</summary>
    public KeyMap Provenance => (KeyMap)_tree["provenance"]!;

    /// <summary>Numbers about the result.</summary>
    public KeyMap Metrics => (KeyMap)_tree["metrics"]!;

    /// <summary>The size of all outputs in bytes.</summary>
    public long TotalSize => Outputs.Sum(output => output.Size);

    /// <summary>How long the stage takes when nothing is resumed, reckoned from its last run; null where that is not known.</summary>
    public double? Seconds
    {
        get
        {
            if (Number("provenance", "seconds") is not { } seconds)
            {
                return null;
            }

            var (items, before) = (Number("metrics", "items") ?? 0, Number("provenance", "resumedAt") ?? 0);
            return before == 0 ? seconds : items > before ? seconds * items / (items - before) : null;
        }
    }

    /// <summary>Makes a record.</summary>
    /// <param name="document">The tree of the key document.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="metrics">Numbers about the result.</param>
    /// <param name="provenance">How it was made; no user, host, path or command line, since records are shared.</param>
    public static StageRecord Create(
        KeyMap document,
        IReadOnlyList<OutputFile> outputs,
        IReadOnlyDictionary<string, object?> metrics,
        IReadOnlyDictionary<string, object?> provenance)
    {
        var tree = new KeyMap
        {
            { "schema", (long)Schema },
            { "key", Artifacts.KeyDocument.KeyOf(document) },
            { "stage", document["stage"] },
            { "keyDocument", document },
            { "outputDigest", Digest.OfTree(outputs) },
            { "outputs", outputs.Select(Write).ToList<object?>() },
            { "metrics", KeyTree.Of(metrics) },
            { "provenance", KeyTree.Of(provenance) },
            { "signature", null },
        };
        return new(tree, KeyJson.Write(tree));
    }

    /// <summary>Reads a record; null unless every part of it is there and agrees with every other.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="isNewer">Whether a newer version of the program wrote it.</param>
    public static StageRecord? Parse(byte[] bytes, out bool isNewer)
    {
        isNewer = false;
        try
        {
            if (KeyJson.Read(bytes) is not KeyMap tree || tree.Find("schema") is not long schema)
            {
                return null;
            }

            isNewer = schema > Schema;
            return schema == Schema && new StageRecord(tree, bytes) is { IsSound: true } record ? record : null;
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or KeyNotFoundException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Reads a record file; null where it is absent, unreadable or of a newer version.</summary>
    public static StageRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllBytes(path), out _) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private double? Number(string part, string name) =>
        (_tree.Find(part) as KeyMap)?.Find(name) switch
        {
            double number => number,
            long number => number,
            _ => null,
        };

    private bool IsSound =>
        Outputs.Count > 0 && Outputs.All(output => OutputFile.IsLegal(output.Path)) &&
        Digest.OfTree(Outputs) == OutputDigest && Artifacts.KeyDocument.KeyOf(KeyDocument) == Key;

    private static KeyMap Write(OutputFile output) => new()
    {
        { "path", output.Path },
        { "sha256", output.Sha256 },
        { "size", output.Size },
    };

    private static OutputFile ReadOutput(object? value)
    {
        var output = (KeyMap)value!;
        return new((string)output["path"]!, (string)output["sha256"]!, (long)output["size"]!);
    }
}
