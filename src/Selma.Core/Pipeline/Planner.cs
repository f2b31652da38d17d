using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Finds out what a build would do. It changes nothing: a planner that deleted stale records would lose early cutoff.</summary>
internal sealed class Planner(StageLedger ledger)
{
    private readonly Dictionary<StageId, Finding> _findings = [];
    private readonly Dictionary<StageId, bool> _stands = [];
    private readonly Dictionary<string, double?> _usual = [];

    /// <summary>The stages that the targets need, each after those that it reads.</summary>
    /// <exception cref="SelmaException">What a stage's <see cref="StageDefinition.Check"/> says.</exception>
    public IReadOnlyList<PlannedStage> Plan(IReadOnlyList<string> targets)
    {
        var needed = new HashSet<StageId>();
        foreach (var goal in ledger.Selection.Goals(targets))
        {
            Need(goal, needed);
        }

        StageId[] ordered = [.. ledger.Graph.Ordered.Where(needed.Contains)];
        Array.ForEach(ordered, id => ledger.Graph[id].Check?.Invoke());
        return [.. ordered.Select(Describe)];
    }

    /// <summary>How stages stand, whether or not anything needs them.</summary>
    public IReadOnlyList<PlannedStage> Survey(IEnumerable<StageId> stages) => [.. stages.Select(Describe)];

    /// <summary>What a stage that reads this one may go by: another skill's result as it stands, else what is right or can be restored.</summary>
    public StageRecord? Settled(StageId id) => Stands(id) ? ledger.Done(id) : Find(id).Settled;

    /// <summary>The stages that must run before this one is settled: itself or stages before it.</summary>
    public IEnumerable<StageId> Causes(StageId id) => Causes(id, Find(id).State);

    private void Need(StageId id, HashSet<StageId> needed)
    {
        if (needed.Add(id) && !Stands(id))
        {
            foreach (var upstream in ledger.Graph[id].Upstream)
            {
                Need(upstream, needed);
            }
        }
    }

    private PlannedStage Describe(StageId id)
    {
        var finding = Stands(id) ? Standing(id) : Find(id);
        var asks = finding.State is StageState.Dirty or StageState.Resumable;
        var forecast = asks ? ledger.Graph[id].Forecast?.Invoke() : null;
        return new(id, finding.State, finding.Reason, Seconds(id), ledger.Graph[id].Skill, forecast, asks ? Failure(id) : null)
        {
            Changes = finding.Changes,
            Memory = asks || finding.State is StageState.Unknown ? ledger.Graph[id].Memory?.Invoke() : null,
        };
    }

    /// <summary>What the stage failed with last time, where that was on the way to the same key.</summary>
    private string? Failure(StageId id) =>
        StageFailure.Read(ledger.Paths(id).Failure) is { } failure && failure.Key == ledger.Want(id, Settled)?.Key ? failure.Text : null;

    private Finding Standing(StageId id)
    {
        var changes = Outdated(id).Distinct().ToList();
        return new(StageState.Stands, null, changes.Count == 0 ? "" : $"stale: {string.Join(", ", changes)}", "");
    }

    /// <summary>What is no longer right about a result that stands: what differs for itself, or for a stage before it that stands with it.</summary>
    private IEnumerable<string> Outdated(StageId id) => Find(id) switch
    {
        { State: StageState.Clean } => ledger.Graph[id].Upstream.Where(Stands).SelectMany(Outdated),
        { State: StageState.Unknown } => Causes(id).Select(cause => Find(cause).Changes),
        var present => [present.Changes],
    };

    private Finding Find(StageId id)
    {
        if (!_findings.TryGetValue(id, out var finding))
        {
            _findings.Add(id, finding = Judge(id));
        }

        return finding;
    }

    private Finding Judge(StageId id)
    {
        if (ledger.Want(id, Settled) is not { } want)
        {
            return new(StageState.Unknown, null, $"after {string.Join(", ", Causes(id, StageState.Unknown))}", "");
        }

        var (key, done) = (want.Key, ledger.Done(id));
        var difference = done?.Key == key ? ledger.Difference(id, done) : null;
        var changes = difference is null ? Changes(id, want.Tree) : $"output {difference} is missing or was changed";
        return ledger.Selection.IsForced(id) ? new(StageState.Dirty, null, "forced", changes)
            : done?.Key == key && difference is null ? new(StageState.Clean, done, "", "")
            : ledger.Store.Peek(key) is { } stored ? new(StageState.Restorable, stored, $"local, {DiskFault.Size(stored.TotalSize)}", changes)
            : Build(id, key, changes);
    }

    private Finding Build(StageId id, string key, string changes)
    {
        var held = ledger.Store.LockPath(key);
        if (FileLock.IsHeld(held))
        {
            return new(StageState.Locked, null, BuildLock.Holder(held), changes);
        }

        var work = new StageWork(ledger.Paths(id).WorkFor(key), key);
        return work.IsBound
            ? new(StageState.Resumable, null, work.Reached() is { } reached ? $"at {reached.Done}/{reached.Total} {reached.Unit}" : changes, changes)
            : new(StageState.Dirty, null, changes, changes);
    }

    private string Changes(StageId id, KeyMap want)
    {
        if (ledger.Last(id) is not { } last)
        {
            return "never built";
        }

        var changes = KeyDifference.Of(last.KeyDocument, want);
        return changes.Count == 0 ? "no result is left" : string.Join(", ", changes);
    }

    private IEnumerable<StageId> Causes(StageId id, StageState state) => state switch
    {
        StageState.Unknown => ledger.Graph[id].Upstream.Where(upstream => !Stands(upstream)).SelectMany(Causes).Distinct(),
        StageState.Clean or StageState.Restorable => [],
        _ => [id],
    };

    private bool Stands(StageId id)
    {
        if (!_stands.TryGetValue(id, out var stands))
        {
            _stands.Add(id, stands = ledger.Stands(id));
        }

        return stands;
    }

    private double? Seconds(StageId id)
    {
        if (ledger.Last(id)?.Seconds is { } seconds)
        {
            return seconds;
        }

        if (!_usual.TryGetValue(id.Stage, out var usual))
        {
            usual = ledger.Graph.Ordered.Where(other => other.Stage == id.Stage)
                .Select(other => ledger.Last(other)?.Seconds).FirstOrDefault(time => time is not null);
            _usual.Add(id.Stage, usual);
        }

        return usual;
    }

    /// <param name="State">What is to be done.</param>
    /// <param name="Settled">The record that holds without running anything, if there is one.</param>
    /// <param name="Reason">What the plan says beside the state.</param>
    /// <param name="Changes">What differs from the last result.</param>
    private sealed record Finding(StageState State, StageRecord? Settled, string Reason, string Changes);
}
