using System.Globalization;
using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Tracking;

/// <summary><c>run.json</c>: the stages as they stood when a run ended. It names records and copies nothing.</summary>
/// <param name="Id">The run's folder.</param>
/// <param name="Stages">Stage ids and the keys of their records, sorted by id.</param>
internal sealed record RunRecord(string Id, IReadOnlyList<(string Stage, string Key)> Stages)
{
    private const long Schema = 1;

    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "run.json";

    /// <summary>When the run began, from its id (<c>20261124T095204Z-2b93ff</c>).</summary>
    public static DateTimeOffset Began(string id) =>
        DateTimeOffset.TryParseExact(id.Split('-')[0], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : DateTimeOffset.UnixEpoch;

    /// <summary>Writes the file.</summary>
    public void Write(string path) => AtomicFile.WriteBytes(path, KeyJson.Write(new KeyMap
    {
        { "schema", Schema },
        { "id", Id },
        { "stages", Stages.Select(stage => (object?)new KeyMap { { "id", stage.Stage }, { "key", stage.Key } }).ToList() },
    }));

    /// <summary>Reads the file.</summary>
    /// <exception cref="SelmaException">SELMA2461: it is missing or malformed.</exception>
    public static RunRecord Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var map = (KeyMap)KeyJson.Read(File.ReadAllBytes(path))!;
            return new((string)map["id"]!, [.. ((List<object?>)map["stages"]!).Cast<KeyMap>().Select(stage => ((string)stage["id"]!, (string)stage["key"]!))]);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidCastException or KeyNotFoundException or NullReferenceException)
        {
            throw new SelmaException("SELMA2461", "The run left no readable record of its stages. Name a run that ended, of this version or a newer one.", new(path), e);
        }
    }
}
