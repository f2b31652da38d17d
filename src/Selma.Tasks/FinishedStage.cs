namespace Selma.Tasks;

/// <summary>A stage that ended well.</summary>
/// <param name="Id">The stage, <c>coco/images</c>.</param>
/// <param name="Action">How it became up to date: UpToDate, Restored or Ran.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="OutputDigest">The digest of what it made.</param>
internal sealed record FinishedStage(string Id, string Action, double Seconds, string OutputDigest)
{
    /// <summary>The action in a sentence.</summary>
    public string Verb => Action switch
    {
        "Ran" => "ran",
        "Restored" => "restored",
        _ => "up to date",
    };

    /// <summary>The action in the record of a run.</summary>
    public string Deed => Action switch
    {
        "Ran" => "run",
        "Restored" => "restored",
        _ => "skipped",
    };

    /// <summary>The stage's name without its skill.</summary>
    public string Stage => Id[(Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
