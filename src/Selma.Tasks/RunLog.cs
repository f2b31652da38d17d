using System.Text.Json;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>A run's <c>log.jsonl</c>, a line for each event, and its <c>result.json</c>, written last.</summary>
internal sealed class RunLog(string folder) : IDisposable
{
    private FileStream? _stream;
    private bool _isBroken = folder.Length == 0;

    /// <summary>Adds an event with its time.</summary>
    public void Write(string type, IEnumerable<KeyValuePair<string, string?>> fields) => Try(() =>
    {
        _stream ??= new FileStream(Path.Combine(folder, "log.jsonl"), FileMode.Append, FileAccess.Write, FileShare.Read);
        using (var json = new Utf8JsonWriter(_stream))
        {
            json.WriteStartObject();
            json.WriteString("utc", TimeProvider.System.GetUtcNow());
            json.WriteString("type", type);
            foreach (var (name, value) in fields.Where(field => field.Value is not null))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        _stream.WriteByte((byte)'\n');
        _stream.Flush();
    });

    /// <summary>Tells the front-end how the build ended; where the folder's disk is full or read-only, from the temporary folder.</summary>
    public void WriteResult(BuildStory story)
    {
        if (folder.Length > 0 && !TryWrite(Path.Combine(folder, "result.json"), story))
        {
            _ = TryWrite(Path.Combine(Path.GetTempPath(), $"selma-{Path.GetFileName(folder)}.json"), story);
        }
    }

    /// <summary>Writes the run's metrics and record from what now stands in the experiment's folder.</summary>
    public void Track(BuildStory story) => Try(() => Runs.Track(folder, story.Ended));

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private static bool TryWrite(string file, BuildStory story)
    {
        try
        {
            using (var stream = new FileStream(file + ".tmp", FileMode.Create, FileAccess.Write))
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            {
                WriteResult(json, story);
            }

            File.Move(file + ".tmp", file, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void WriteResult(Utf8JsonWriter json, BuildStory story)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteNumber("exitCode", story.ExitCode);
        json.WriteNumber("ran", story.Finished.Count);
        json.WriteNumber("seconds", Math.Round(story.Seconds, 3));
        json.WriteStartArray("stages");
        foreach (var stage in story.Finished)
        {
            json.WriteStartObject();
            json.WriteString("id", stage.Id);
            json.WriteString("action", stage.Action);
            json.WriteString("outputDigest", stage.OutputDigest);
            json.WriteNumber("seconds", Math.Round(stage.Seconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (var error in story.Errors)
        {
            json.WriteStringValue(MessageText.Of(error));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A log that cannot be written must not fail the build; its missing result does.</summary>
    private void Try(Action write)
    {
        try
        {
            if (!_isBroken)
            {
                write();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
        }
    }
}
