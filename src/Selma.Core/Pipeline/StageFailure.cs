using System.Text.Json;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>
/// <c>&lt;stage&gt;.fail.json</c> beside a stage's work: why its last run failed. It goes when the stage succeeds or is up to date.
/// </summary>
/// <param name="Key">The key that it worked towards.</param>
/// <param name="Utc">When it failed.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Message">The error, without secrets.</param>
/// <param name="Item">How many items it had finished; null where it had not said.</param>
internal sealed record StageFailure(string Key, string Utc, string Code, string Message, long? Item)
{
    private const string Internal = "SELMA9002";

    /// <summary>The failure in a line of a plan.</summary>
    public string Text => $"{Code}: {Message}{(Item is > 0 ? $" (at {Item})" : "")}";

    /// <summary>What an error says about a stage.</summary>
    public static StageFailure Of(string key, DateTimeOffset time, Exception error, long? item) => new(
        key, Provenance.Utc(time), error is SelmaException { Code: var code } ? code : Internal, Redaction.Value("message", error.Message), item);

    /// <summary>Reads the file; null where the stage did not fail, or nothing can be told of it.</summary>
    public static StageFailure? Read(string path)
    {
        try
        {
            return File.Exists(path) && KeyJson.Read(File.ReadAllBytes(path)) is KeyMap map
                ? new((string)map["key"]!, (string)map["utc"]!, (string)map["code"]!, (string)map["message"]!, map.Find("item") as long?)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidCastException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the file; where that fails too, the error itself has been told.</summary>
    public void Write(string path)
    {
        try
        {
            AtomicFile.WriteBytes(path, KeyJson.Write(new KeyMap
            {
                { "key", Key }, { "utc", Utc }, { "code", Code }, { "message", Message }, { "item", Item },
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, most often: it is the failure that would have been written.
        }
    }

    /// <summary>Deletes the file; where somebody holds it open it stays, which makes no failure of a stage that has succeeded.</summary>
    public static void Forget(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Plans show it for its own key alone, and to that there is now a result.
        }
    }
}
