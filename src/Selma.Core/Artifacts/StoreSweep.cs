using System.Text;
using System.Text.RegularExpressions;

namespace Selma.Core.Artifacts;

/// <summary>Finds what of a store nothing needs: records that are neither roots nor lately used, blobs that no record names, half-written files.</summary>
/// <remarks>
/// Finding changes nothing. A root is a key that a <c>.done</c> or a kept run names. Nothing younger than an hour goes, since another host may be
/// about to name it. What a newer version wrote stays, and every blob that it could mean.
/// </remarks>
internal sealed partial class StoreSweep
{
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);
    private readonly DateTime _now;
    private readonly IReadOnlySet<string> _roots;
    private readonly Dictionary<string, StoredResult> _results;
    private readonly Dictionary<string, FileInfo> _blobs;
    private readonly HashSet<string> _going = [];

    /// <summary>Looks at a store.</summary>
    /// <param name="root">The folder with <c>ac</c>, <c>cas</c> and <c>tmp</c>.</param>
    /// <param name="roots">The keys that are roots; blobs among them stay as well.</param>
    /// <param name="settings">What stays.</param>
    /// <param name="now">The time.</param>
    public StoreSweep(string root, IReadOnlySet<string> roots, SweepLimits settings, DateTimeOffset now)
    {
        (_now, _roots) = (now.UtcDateTime, roots);
        var records = Files(root, "ac").ToLookup(file => file.Extension == ".json");
        _blobs = Files(root, "cas").DistinctBy(file => file.Name).ToDictionary(file => file.Name);
        _results = records[true].Select(StoredResult.Read).DistinctBy(result => result.Key).ToDictionary(result => result.Key);
        HalfWritten = [.. records[false].Concat(Files(root, "tmp")).Where(IsOld)];
        _going.UnionWith(Loose().Where(result => _now - result.Used > settings.Keep).Select(result => result.Key));
        Evict(settings.MaxSize);
    }

    /// <summary>The records that go.</summary>
    public IReadOnlyList<StoredResult> Results => [.. _results.Values.Where(result => _going.Contains(result.Key)).OrderBy(result => result.Key, StringComparer.Ordinal)];

    /// <summary>The records that stay.</summary>
    public IReadOnlyList<StoredResult> Left => [.. _results.Values.Where(result => !_going.Contains(result.Key))];

    /// <summary>The blobs that go.</summary>
    public IReadOnlyList<FileInfo> Blobs => Unnamed(_going);

    /// <summary>Files that a killed build left half-written.</summary>
    public IReadOnlyList<FileInfo> HalfWritten { get; }

    /// <summary>Bytes of blobs and records as they lie there.</summary>
    public long Bytes => _blobs.Values.Sum(blob => blob.Length) + _results.Values.Sum(result => result.File.Length);

    /// <summary>Bytes that go.</summary>
    public long Freed => Blobs.Concat(HalfWritten).Sum(file => file.Length) + Results.Sum(result => result.File.Length);

    /// <summary>Deletes what goes: records first, so that none is left whose blobs are gone.</summary>
    public void Sweep()
    {
        foreach (var file in Results.Select(result => result.File).Concat(Blobs).Concat(HalfWritten).ToArray())
        {
            file.Delete();
        }
    }

    /// <summary>Every word of 64 hex digits in a text: keys and digests.</summary>
    public static IEnumerable<string> Digests(byte[] text) => Digest().Matches(Encoding.UTF8.GetString(text)).Select(match => match.Value);

    private static FileInfo[] Files(string root, string part) => new DirectoryInfo(Path.Combine(root, part)) is { Exists: true } folder
        ? folder.GetFiles("*", SearchOption.AllDirectories) : [];

    /// <summary>The results that may go, those first that were not used for longest.</summary>
    private IEnumerable<StoredResult> Loose() => _results.Values
        .Where(result => !_roots.Contains(result.Key) && !result.IsNewer && IsOld(result.File) && !_going.Contains(result.Key))
        .OrderBy(result => result.Used).ThenBy(result => result.Key, StringComparer.Ordinal);

    private void Evict(long? maxSize)
    {
        if (maxSize is not { } limit)
        {
            return;
        }

        var uses = _results.Values.Where(result => !_going.Contains(result.Key)).SelectMany(result => result.Blobs).CountBy(blob => blob).ToDictionary();
        var left = Bytes - Freed;
        foreach (var result in Loose().ToArray().TakeWhile(_ => left > limit))
        {
            _ = _going.Add(result.Key);
            left -= result.File.Length;
            left -= result.Blobs.Where(blob => --uses[blob] == 0 && MayGo(blob)).Sum(blob => _blobs[blob].Length);
        }
    }

    private FileInfo[] Unnamed(HashSet<string> going)
    {
        var named = _results.Values.Where(result => !going.Contains(result.Key)).SelectMany(result => result.Blobs).ToHashSet();
        return [.. _blobs.Values.Where(blob => !named.Contains(blob.Name) && MayGo(blob.Name)).OrderBy(blob => blob.Name, StringComparer.Ordinal)];
    }

    private bool MayGo(string blob) => !_roots.Contains(blob) && _blobs.TryGetValue(blob, out var file) && IsOld(file);

    private bool IsOld(FileInfo file) => _now - file.LastWriteTimeUtc > Young;

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex Digest();
}
