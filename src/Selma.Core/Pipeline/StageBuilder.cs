using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Runs a stage in its work folder, going on where an earlier run stopped, and puts the result into the store.</summary>
/// <param name="ledger">What lies where.</param>
/// <param name="notify">Told code and text of what a reader should know.</param>
/// <param name="clock">The clock.</param>
/// <param name="at">Told each point of the publishing protocol; tests stop there.</param>
internal sealed class StageBuilder(StageLedger ledger, Action<string?, string> notify, TimeProvider clock, Action<string> at)
{
    /// <summary>What the name of a record ends with, after that of the folder that it is of.</summary>
    public const string RecordEnd = ".done";

    /// <summary>Runs the stage.</summary>
    /// <returns>The record of the result, which is in the store.</returns>
    public async Task<StageRecord> Build(
        StageId id, StageWant want, StageWork work, IProgress<TimedProgress> progress, CancellationToken cancellation)
    {
        var folder = work.Open();
        var started = clock.GetUtcNow();
        var start = clock.GetTimestamp();
        var resumed = work.CountRun(Provenance.Utc(started));
        var meter = new StageMeter(progress, work.Remember, clock);
        try
        {
            await ledger.Graph[id].Run(new(folder, LayOut(id, want, work), ledger.ActionOf, meter, cancellation)).ConfigureAwait(false);
        }
        finally
        {
            meter.Close();
        }

        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        var provenance = Provenance.Of(ledger.Graph[id], started, seconds, resumed, meter.ResumedAt);
        var record = StageRecord.Create(want.Tree, OutputFile.Scan(folder.Output, cancellation), Metrics(meter), provenance);
        return Keep(id, folder.Output, record);
    }

    /// <summary>The first record of a key wins, so that what was built on it stays valid; a forced run that gives other bytes replaces it.</summary>
    private StageRecord Keep(StageId id, string folder, StageRecord record)
    {
        var first = ledger.Store.Peek(record.Key);
        if (first?.OutputDigest == record.OutputDigest)
        {
            return first;
        }

        if (first is not null && !ledger.Graph[id].TellsOfItsBuild)
        {
            notify("SELMA2301", $"{id} gave other bytes than before under the same key ({record.Key[..12]}): it does not repeat exactly.");
        }

        ledger.Store.Add(folder, record, owned: true, at);
        return record;
    }

    /// <summary>
    /// Lays the outputs of the stages before this one out of the store: the experiment's own folders may be exchanged by another build
    /// while this stage reads.
    /// </summary>
    private Dictionary<string, string> LayOut(StageId id, StageWant want, StageWork work)
    {
        var folders = new Dictionary<string, string>();
        foreach (var (upstream, record) in want.Upstream)
        {
            var name = ledger.Graph[id].NameOf(upstream);
            var folder = work.InputFolder(name);
            Publisher.Remove(folder);
            EnsureStored(upstream, record);
            ledger.Store.Materialise(record, folder, forReading: true, _ => { });
            AtomicFile.WriteBytes(folder + RecordEnd, record.Bytes);
            folders.Add(name, folder);
        }

        return folders;
    }

    /// <summary>Where the store was deleted, a result goes into it again from the stage's folder.</summary>
    private void EnsureStored(StageId upstream, StageRecord record)
    {
        if (ledger.Store.Find(record.Key)?.OutputDigest == record.OutputDigest)
        {
            return;
        }

        if (ledger.Difference(upstream, record) is { } bad)
        {
            throw new SelmaException(
                "SELMA2205", $"{upstream} must be built again: its output '{bad}' is missing or was changed.", new(ledger.Paths(upstream).Outputs));
        }

        ledger.Store.Add(ledger.Paths(upstream).Outputs, record, owned: false, _ => { });
    }

    private static Dictionary<string, object?> Metrics(StageMeter meter)
    {
        var metrics = new Dictionary<string, object?>();
        if (meter.Latest is { } latest)
        {
            metrics.Add("items", latest.Done);
        }

        if (meter.Latest?.Loss is { } loss && double.IsFinite(loss))
        {
            metrics.Add("finalLoss", loss);
        }

        return metrics;
    }
}
