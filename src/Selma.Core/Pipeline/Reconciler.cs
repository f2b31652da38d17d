using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>
/// Brings <c>.key</c> and <c>.done</c> into agreement with what a stage depends on, so that MSBuild's own test of their times
/// (<c>.done</c> is there and not older than <c>.key</c>) says exactly whether the stage is up to date.
/// </summary>
internal sealed class Reconciler(StageLedger ledger, TimeProvider clock)
{
    /// <summary>Reconciles a stage whose upstream is settled.</summary>
    /// <returns>Whether the stage is up to date.</returns>
    /// <exception cref="SelmaException">SELMA2205: a stage before it has yet to run.</exception>
    public bool Reconcile(StageId id)
    {
        if (ledger.Stands(id))
        {
            return true;
        }

        var want = ledger.Require(id);
        return IsSettled(id, want) || Settle(id, want, SetAside);
    }

    /// <summary>Whether a stage is up to date after all, another process having built it; its record is left in either case.</summary>
    public bool Confirm(StageId id, StageWant want) => IsSettled(id, want) || Settle(id, want, _ => { });

    /// <summary>Whether nothing is to be written either.</summary>
    private bool IsSettled(StageId id, StageWant want)
    {
        var paths = ledger.Paths(id);
        return HasKey(paths, want) && IsClean(id, want.Key) && File.GetLastWriteTimeUtc(paths.Done) >= File.GetLastWriteTimeUtc(paths.Key);
    }

    /// <summary>Writes what is to be written while nobody else exchanges the folder.</summary>
    private bool Settle(StageId id, StageWant want, Action<StagePaths> dismiss)
    {
        var paths = ledger.Paths(id);
        using var turn = FileLock.Take(paths.Lock, CancellationToken.None).GetAwaiter().GetResult();
        WriteKey(paths, want);
        if (IsClean(id, want.Key))
        {
            Stamp(paths);
            return true;
        }

        dismiss(paths);
        return false;
    }

    /// <summary>Whether record and outputs are as the key wants them, and nobody asked to run the stage regardless.</summary>
    private bool IsClean(StageId id, string key) =>
        !ledger.Selection.IsForced(id) && ledger.Done(id) is { } done && done.Key == key && ledger.Difference(id, done) is null;

    /// <summary>Writes the key, where it is another one.</summary>
    public static void WriteKey(StagePaths paths, StageWant want)
    {
        if (!HasKey(paths, want))
        {
            AtomicFile.WriteBytes(paths.KeyDocument, KeyJson.Write(want.Tree));
            AtomicFile.WriteText(paths.Key, want.Key + "\n");
        }
    }

    private static bool HasKey(StagePaths paths, StageWant want) =>
        File.Exists(paths.KeyDocument) && File.Exists(paths.Key) && File.ReadAllText(paths.Key) == want.Key + "\n";

    /// <summary>Makes the record no older than the key, whatever clocks and copies did to their times.</summary>
    public void Stamp(StagePaths paths)
    {
        var key = File.GetLastWriteTimeUtc(paths.Key);
        if (File.GetLastWriteTimeUtc(paths.Done) < key)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            File.SetLastWriteTimeUtc(paths.Done, now > key ? now : key);
        }
    }

    /// <summary>Takes the record away; a readable one is kept aside, to say later what changed and how long it took.</summary>
    private static void SetAside(StagePaths paths)
    {
        if (StageRecord.Read(paths.Done) is not null)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(paths.Last)!);
            File.Move(paths.Done, paths.Last, overwrite: true);
        }

        File.Delete(paths.Done);
    }
}
