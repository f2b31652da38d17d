using System.Globalization;
using Selma.Core.Artifacts;
using static TorchSharp.torch;

namespace Selma.Core.Training;

/// <summary>The state of a training run on disk: whole folders <c>ckpt-&lt;step&gt;</c>, the last two kept.</summary>
/// <remarks>
/// A folder is written under another name, flushed to disk and then renamed, so a run that is stopped at any moment, or a machine
/// that loses power, leaves a whole checkpoint behind. A damaged one is passed over for the one before.
/// </remarks>
public sealed class Checkpoint
{
    private const string Prefix = "ckpt-";
    private const string Unfinished = ".tmp";
    private const int Kept = 2;
    private readonly string _folder;
    private readonly string _key;
    private readonly IReadOnlyList<(string Name, Tensor Tensor)> _state;

    /// <summary>Names what is kept.</summary>
    /// <param name="folder">The folder of the checkpoints; created when missing.</param>
    /// <param name="key">What the run depends on; checkpoints with another key are not restored.</param>
    /// <param name="state">Everything that the next step depends on besides its number: weights, moments, losses. Contiguous.</param>
    public Checkpoint(string folder, string key, IReadOnlyList<(string Name, Tensor Tensor)> state)
    {
        (_folder, _key, _state) = (folder, key, state);
        _ = Directory.CreateDirectory(folder);
    }

    /// <summary>Saves the state and drops all but the last two checkpoints.</summary>
    /// <param name="step">Steps done.</param>
    public void Save(long step)
    {
        var target = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}"));
        var temporary = target + Unfinished;
        Delete(temporary);
        Delete(target);
        _ = Directory.CreateDirectory(temporary);
        CheckpointFile.Write(temporary, _key, step, _state);
        NativeFile.SyncFolder(temporary);
        Directory.Move(temporary, target);
        NativeFile.SyncFolder(_folder);
        foreach (var old in Folders().Skip(Kept).Concat(Directory.EnumerateDirectories(_folder, $"{Prefix}*{Unfinished}")).ToList())
        {
            Delete(old);
        }
    }

    /// <summary>Fills the state's tensors from the newest whole checkpoint.</summary>
    /// <returns>Steps done; 0 when there is none, and then the tensors are as they were.</returns>
    public long Restore()
    {
        foreach (var folder in Folders())
        {
            if (CheckpointFile.Read(folder, _key, _state) is { } step)
            {
                return step;
            }
        }

        return 0;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Finished checkpoints, newest first.</summary>
    private IEnumerable<string> Folders() => Directory.EnumerateDirectories(_folder, Prefix + "*")
        .Where(folder => !folder.EndsWith(Unfinished, StringComparison.Ordinal))
        .OrderDescending(StringComparer.Ordinal);
}
