using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Shows a result that is in the store as the stage's folder, in steps that leave the old or the new one whole wherever they stop.</summary>
/// <remarks>
/// The record goes away before the folder changes and comes back after it, so a folder with a record is always the record's.
/// The points named are those of <c>reference/incremental.md</c> 2.5.
/// </remarks>
internal sealed class Publisher(StageLedger ledger, Reconciler reconciler, Action<string> at)
{
    /// <summary>Shows a result.</summary>
    /// <param name="id">The stage.</param>
    /// <param name="want">Its key.</param>
    /// <param name="record">The result, in the store.</param>
    /// <param name="cancellation">Ends the wait for another process that shows its own.</param>
    /// <exception cref="SelmaException">SELMA2202: the disk is full; SELMA2203: the folder cannot be written. What was shown before still is.</exception>
    public async Task Show(StageId id, StageWant want, StageRecord record, CancellationToken cancellation)
    {
        var paths = ledger.Paths(id);
        try
        {
            using var turn = await FileLock.Take(paths.Lock, cancellation).ConfigureAwait(false);
            Show(paths, want, record);
        }
        catch (Exception e) when (DiskFault.Of(e, paths.Experiment, DiskFault.Size(record.TotalSize)) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Deletes a folder, or a file in its place.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private void Show(StagePaths paths, StageWant want, StageRecord record)
    {
        Remove(paths.Next);
        Remove(paths.Previous);
        ledger.Store.Materialise(record, paths.Next, forReading: false, at);
        Reconciler.WriteKey(paths, want);
        File.Delete(paths.Done);
        at("j");
        Exchange(paths);
        at("l");
        at("m");
        AtomicFile.WriteBytes(paths.Done, record.Bytes);
        reconciler.Stamp(paths);
        NativeFile.SyncFolder(Path.GetDirectoryName(paths.Done)!);
        at("n");
        Remove(paths.Next);
        Remove(paths.Previous);
        at("o");
    }

    private void Exchange(StagePaths paths)
    {
        var isReplacing = Directory.Exists(paths.Outputs);
        if (isReplacing && NativeFile.TrySwap(paths.Next, paths.Outputs))
        {
            NativeFile.SyncFolder(Path.GetDirectoryName(paths.Outputs)!);
            return;
        }

        if (isReplacing)
        {
            Directory.Move(paths.Outputs, paths.Previous);
        }
        else
        {
            Remove(paths.Outputs); // a file where the folder belongs
        }

        at("k");
        Directory.Move(paths.Next, paths.Outputs);
        NativeFile.SyncFolder(Path.GetDirectoryName(paths.Outputs)!);
    }
}
