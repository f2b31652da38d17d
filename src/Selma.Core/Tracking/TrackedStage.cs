using System.Globalization;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary>A stage as it stands in an experiment's folder.</summary>
/// <param name="Id">Its folder in the experiment, with <c>/</c>: <c>3-experts/coco</c>, <c>4-merged</c>.</param>
/// <param name="Record">Its record.</param>
internal sealed record TrackedStage(string Id, StageRecord Record)
{
    private const string Extension = ".done";

    /// <summary>The name of what it made: the last part of <see cref="Id"/>.</summary>
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>When the run that finished it began.</summary>
    public DateTimeOffset Started =>
        Record.Provenance.Find("startedUtc") is string text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : DateTimeOffset.UnixEpoch;

    /// <summary>The stages that have a record, sorted by id; an experiment within this one has its own.</summary>
    /// <param name="experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
    public static IReadOnlyList<TrackedStage> All(string experiment) =>
    [
        .. Directory.EnumerateDirectories(experiment, "?-*").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(experiment, "*" + Extension))
            .Select(file => Read(experiment, file)).OfType<TrackedStage>().OrderBy(stage => stage.Id, StringComparer.Ordinal),
    ];

    private static TrackedStage? Read(string experiment, string file)
    {
        var id = Path.GetRelativePath(experiment, file[..^Extension.Length]).Replace(Path.DirectorySeparatorChar, '/');
        return StageRecord.Read(file) is { } record ? new(id, record) : null;
    }
}
