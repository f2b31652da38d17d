using System.Globalization;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary>
/// <c>run.json</c>: what a run was asked for, and the stages as they stood when it ended. Begun at the run's start and replaced at its
/// end. Of each stage's record it copies key, output digest and metrics; the record itself is found by its key.
/// </summary>
/// <param name="Id">The run's folder.</param>
/// <param name="Stages">Stage ids and the keys of their records, sorted by id.</param>
internal sealed record RunRecord(string Id, IReadOnlyList<(string Stage, string Key)> Stages)
{
    private const long Schema = 2;

    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "run.json";

    /// <summary>Members of a stage: its folder in the experiment, what people call it, and the state in which the plan found it.</summary>
    public const string StageId = "id", StageName = "stage", StateBefore = "before";

    private const string StageList = "stages", Outcome = "outcome", Running = "running";

    /// <summary>When the run began, from its id (<c>20261124T095204Z-2b93ff</c>).</summary>
    public static DateTimeOffset Began(string id) =>
        DateTimeOffset.TryParseExact(id.Split('-')[0], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : DateTimeOffset.UnixEpoch;

    /// <summary>Writes the file of a run that begins.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="start">What is known of it: the planned stages among that.</param>
    public static void Begin(string folder, KeyMap start) =>
        Write(folder, new(start) { { "schema", Schema }, { "id", IdOf(folder) }, { Outcome, Running } });

    /// <summary>Whether a run has begun and not ended.</summary>
    public static bool HasBegun(string folder) => Tree(folder)?.Find(Outcome) is Running;

    /// <summary>Completes the file of a run that ends, or writes that of one whose beginning was not told.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="standing">The stages that have a record.</param>
    /// <param name="end">How it ended: <c>outcome</c>, <c>exitCode</c>, <c>seconds</c>.</param>
    /// <param name="done">What it did about stages, by their ids: <c>action</c>, <c>seconds</c>.</param>
    public static void End(string folder, IReadOnlyList<TrackedStage> standing, KeyMap end, IReadOnlyDictionary<string, KeyMap> done)
    {
        var start = Tree(folder) ?? new();
        var planned = Planned(start).ToDictionary(stage => (string)stage[StageId]!);
        var records = standing.ToDictionary(stage => stage.Id, stage => stage.Record);
        string[] ids = [.. planned.Keys.Union(records.Keys).Union(done.Keys).Order(StringComparer.Ordinal)];
        var run = new KeyMap(end) { { "schema", Schema }, { "id", IdOf(folder) } };
        run.Add(StageList, ids.Select(id => Stage(id, planned.GetValueOrDefault(id), done.GetValueOrDefault(id), records.GetValueOrDefault(id))).ToList<object?>());
        start.Remove(Outcome);
        Join(run, start);
        Write(folder, run);
    }

    /// <summary>Reads the file, of this version or an older one.</summary>
    /// <exception cref="SelmaException">SELMA2461: it is missing or malformed, or the run has not ended.</exception>
    public static RunRecord Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var map = (KeyMap)KeyJson.Read(File.ReadAllBytes(path))!;
            var stages = ((List<object?>)map[StageList]!).Cast<KeyMap>().Where(stage => stage.Find("key") is not null);
            return map.Find(Outcome) is Running
                ? throw Unreadable(path, null)
                : new((string)map["id"]!, [.. stages.Select(stage => ((string)stage[StageId]!, (string)stage["key"]!))]);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidCastException or KeyNotFoundException or NullReferenceException)
        {
            throw Unreadable(path, e);
        }
    }

    private static KeyMap Stage(string id, KeyMap? planned, KeyMap? done, StageRecord? record)
    {
        var stage = new KeyMap { { StageId, id } };
        Join(stage, planned);
        Join(stage, done);
        if (record is not null)
        {
            Join(stage, new() { { "key", record.Key }, { "outputDigest", record.OutputDigest }, { "metrics", record.Metrics } });
        }

        return stage;
    }

    /// <summary>Adds what is not there yet.</summary>
    private static void Join(KeyMap map, KeyMap? more)
    {
        foreach (var (name, value) in more ?? [])
        {
            _ = map.TryAdd(name, value);
        }
    }

    private static IEnumerable<KeyMap> Planned(KeyMap start) => (start.Find(StageList) as List<object?> ?? []).OfType<KeyMap>();

    private static KeyMap? Tree(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? KeyJson.Read(File.ReadAllBytes(path)) as KeyMap : null;
        }
        catch (JsonException)
        {
            return null; // written anew
        }
    }

    private static void Write(string folder, KeyMap run) => AtomicFile.WriteBytes(Path.Combine(folder, FileName), KeyJson.Write(run));

    private static string IdOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    private static SelmaException Unreadable(string path, Exception? inner) => new(
        "SELMA2461", "The run left no readable record of its stages. Name a run that ended, of this version or an older one.", new(path), inner);
}
