namespace Selma.Core.Artifacts;

/// <summary>Where a stage works: files under <see cref="Output"/> become its result, files under <see cref="State"/> let it resume.</summary>
/// <remarks>The folder belongs to one key, so what is found in it was made with the same settings and inputs.</remarks>
public sealed class WorkFolder
{
    /// <summary>Opens or creates the folder.</summary>
    /// <param name="path">The folder; it gets <c>output</c> and <c>state</c>.</param>
    public WorkFolder(string path)
    {
        Output = Path.Combine(path, "output");
        State = Path.Combine(path, "state");
        _ = Directory.CreateDirectory(Output);
        _ = Directory.CreateDirectory(State);
    }

    /// <summary>Everything here when the stage returns is its output.</summary>
    public string Output { get; }

    /// <summary>Journals and checkpoints; dropped when the stage has succeeded.</summary>
    public string State { get; }
}
