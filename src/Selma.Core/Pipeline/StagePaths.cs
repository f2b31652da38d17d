namespace Selma.Core.Pipeline;

/// <summary>Where a stage's files lie in <c>out/&lt;experiment&gt;</c>.</summary>
/// <param name="Experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
/// <param name="Id">The stage.</param>
internal sealed record StagePaths(string Experiment, StageId Id)
{
    /// <summary>The outputs: <c>2-images/coco</c>, <c>4-merged</c>.</summary>
    public string Outputs { get; } = Path.Combine(Experiment, StageKind.OfStage(Id.Stage).FolderOf(Id.Instance));

    /// <summary>The key, alone in its file: MSBuild's input.</summary>
    public string Key => Outputs + ".key";

    /// <summary>The key document, for people.</summary>
    public string KeyDocument => Outputs + ".key.json";

    /// <summary>The record: MSBuild's output.</summary>
    public string Done => Outputs + ".done";

    /// <summary>Held while <see cref="Outputs"/> is exchanged; never deleted.</summary>
    public string Lock => Path.Combine(Path.GetDirectoryName(Outputs)!, $".{Path.GetFileName(Outputs)}.lock");

    /// <summary>The record that <see cref="Done"/> was, kept to say what changed and how long it took.</summary>
    public string Last => Work + ".last.json";

    /// <summary>Why the stage failed last time.</summary>
    public string Failure => Work + ".fail.json";

    /// <summary>The next outputs, until they are whole.</summary>
    public string Next => Work + ".next";

    /// <summary>The outputs before, until they are deleted.</summary>
    public string Previous => Work + ".previous";

    private string Work => Path.Combine(Experiment, "work", Id.Instance is null ? Id.Stage : $"{Id.Stage}-{Id.Instance}");

    /// <summary>Where the stage works towards a key.</summary>
    public string WorkFor(string key) => $"{Work}-{key[..12]}";

    /// <summary>Every folder that the stage has worked in.</summary>
    public IReadOnlyList<string> AllWork() => Directory.Exists(Path.GetDirectoryName(Work))
        ? [.. Directory.EnumerateDirectories(Path.GetDirectoryName(Work)!, $"{Path.GetFileName(Work)}-*").Where(folder => folder.Length == WorkFor(new string('0', 64)).Length)]
        : [];
}
