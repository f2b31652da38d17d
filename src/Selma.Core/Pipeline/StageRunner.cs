using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Makes one stage up to date: not at all, from the store, or by running it.</summary>
/// <param name="ledger">What lies where.</param>
/// <param name="reconciler">Keys and records.</param>
/// <param name="lockTimeout">How long to wait for another process that builds the same.</param>
/// <param name="notify">Told code (or null) and text of what a reader should know.</param>
/// <param name="clock">The clock.</param>
/// <param name="at">Told each point of the publishing protocol; tests stop there.</param>
internal sealed class StageRunner(
    StageLedger ledger, Reconciler reconciler, TimeSpan? lockTimeout, Action<string?, string> notify, TimeProvider clock, Action<string> at)
{
    private readonly StageBuilder _builder = new(ledger, notify, clock, at);
    private readonly Publisher _publisher = new(ledger, reconciler, at);

    /// <summary>Makes a stage whose upstream is settled up to date.</summary>
    /// <exception cref="SelmaException">The stage's own errors; SELMA2202 to SELMA2205; SELMA4001; SELMA4002.</exception>
    public async Task<StageOutcome> Run(StageId id, IProgress<TimedProgress> progress, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        if (ledger.Stands(id))
        {
            return Outcome(id, StageAction.UpToDate, ledger.Done(id)!, start);
        }

        var want = ledger.Require(id);
        using var share = await StoreLock.Share(ledger.Store.WholeLock, lockTimeout, text => notify(null, text), clock, cancellation).ConfigureAwait(false);
        using var turn = await BuildLock.Take(
            ledger.Store.LockPath(want.Key), id.ToString(), lockTimeout, text => notify(null, text), clock, cancellation).ConfigureAwait(false);
        if (reconciler.Confirm(id, want))
        {
            StageFailure.Forget(ledger.Paths(id).Failure);
            return Outcome(id, StageAction.UpToDate, ledger.Settled(id)!, start);
        }

        var work = new StageWork(ledger.Paths(id).WorkFor(want.Key), want.Key);
        try
        {
            var (action, record) = await Make(id, want, work, progress, cancellation).ConfigureAwait(false);
            return Outcome(id, action, record, start);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var paths = ledger.Paths(id);
            StageFailure.Of(want.Key, clock.GetUtcNow(), DiskFault.Of(e, paths.Experiment) ?? e, work.Reached()?.Done).Write(paths.Failure);
            throw;
        }
    }

    private async Task<(StageAction Action, StageRecord Record)> Make(
        StageId id, StageWant want, StageWork work, IProgress<TimedProgress> progress, CancellationToken cancellation)
    {
        var isForced = ledger.Selection.IsForced(id);
        var stored = isForced ? null : ledger.Store.Find(want.Key);
        if (isForced)
        {
            work.Drop();
        }

        var record = stored ?? await _builder.Build(id, want, work, progress, cancellation).ConfigureAwait(false);
        await _publisher.Show(id, want, record, cancellation).ConfigureAwait(false);
        work.Drop();
        StageFailure.Forget(ledger.Paths(id).Failure);
        ledger.Selection.HasRun(id);
        return (stored is null ? StageAction.Ran : StageAction.Restored, record);
    }

    private StageOutcome Outcome(StageId id, StageAction action, StageRecord record, long start)
    {
        ledger.Remember(id, action);
        return new(id, action, record.Key, record.OutputDigest, clock.GetElapsedTime(start).TotalSeconds);
    }
}
