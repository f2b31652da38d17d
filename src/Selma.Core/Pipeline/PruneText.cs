using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What pruning deletes and leaves, for people.</summary>
internal static class PruneText
{
    /// <summary>A line for each kind of thing that goes, then what is left and why.</summary>
    public static string Of(string store, PruneScan scan, StoreSweep sweep, IReadOnlyList<DirectoryInfo> work, SweepLimits settings, bool isPlan)
    {
        var left = sweep.Bytes - sweep.Freed + Sum(sweep.HalfWritten);
        var freed = DiskFault.Size(sweep.Freed + work.Sum(PruneScan.Size));
        List<string> lines =
        [
            $"Store {store}: {DiskFault.Size(sweep.Bytes)} in {Count(sweep.Results.Count + sweep.Left.Count, "result")}",
            .. Going(sweep, work).Select(line => $"  {line}"),
            $"{(isPlan ? "Would free" : "Freed")} {freed}; {DiskFault.Size(left)} in {Count(sweep.Left.Count, "result")} {(isPlan ? "would stay" : "stay")}: {Staying(scan, sweep)}",
        ];
        if (left > settings.MaxSize)
        {
            lines.Add(
                $"That is more than {DiskFault.Size(settings.MaxSize.Value)}: what experiments show, runs name or the last hour made is not deleted. " +
                "Clean experiments, or delete folders of their runs, and prune again.");
        }

        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Going(StoreSweep sweep, IReadOnlyList<DirectoryInfo> work)
    {
        var blobs = sweep.Blobs.ToDictionary(blob => blob.Name);
        var named = sweep.Results.SelectMany(result => result.Blobs).ToHashSet();
        foreach (var stage in sweep.Results.GroupBy(result => result.Stage).OrderBy(stage => stage.Key, StringComparer.Ordinal))
        {
            var bytes = stage.Sum(result => result.File.Length) + Sum(stage.SelectMany(result => result.Blobs).Distinct().Where(blobs.ContainsKey).Select(blob => blobs[blob]));
            yield return Line(stage.Key.Length > 0 ? stage.Key : "unreadable", Count(stage.Count(), "result"), bytes, stage.Max(result => result.Used));
        }

        FileInfo[] loose = [.. sweep.Blobs.Where(blob => !named.Contains(blob.Name))];
        if (loose.Length > 0)
        {
            yield return Line("blobs", $"{loose.Length} of no result", Sum(loose), loose.Max(blob => blob.LastWriteTimeUtc));
        }

        if (sweep.HalfWritten.Count > 0)
        {
            yield return Line("half-written", Count(sweep.HalfWritten.Count, "file"), Sum(sweep.HalfWritten), sweep.HalfWritten.Max(file => file.LastWriteTimeUtc));
        }

        foreach (var folder in work)
        {
            yield return Line("stopped work", folder.Name, PruneScan.Size(folder), PruneScan.Newest(folder));
        }
    }

    private static string Line(string kind, string what, long bytes, DateTime used) =>
        $"{kind,-12}  {what}, {DiskFault.Size(bytes)}, last used {used.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private static string Staying(PruneScan scan, StoreSweep sweep)
    {
        var shown = sweep.Left.Count(result => scan.Shown.Contains(result.Key));
        var named = sweep.Left.Count(result => !scan.Shown.Contains(result.Key) && scan.Named.Contains(result.Key));
        return $"{shown} that experiments show, {named} more that runs name, {sweep.Left.Count - shown - named} lately used";
    }

    private static long Sum(IEnumerable<FileInfo> files) => files.Sum(file => file.Length);

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
