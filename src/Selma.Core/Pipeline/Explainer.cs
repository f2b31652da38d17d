using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>Says of each stage why it would run, down to the last field that differs, or where its result comes from. Changes nothing.</summary>
internal sealed class Explainer(StageLedger ledger, Planner planner)
{
    private const int Shown = 10; // outputs that are named one by one

    /// <summary>A paragraph for each stage that the targets need, in the order in which they would run.</summary>
    public string Explain(IReadOnlyList<string> targets) => string.Join('\n', planner.Plan(targets).SelectMany(Paragraph));

    private IEnumerable<string> Paragraph(PlannedStage stage)
    {
        yield return $"{stage.Id} {Verdict(stage)}";
        foreach (var line in Evidence(stage))
        {
            yield return $"  {line}";
        }

        if (stage.Failure is { } failure)
        {
            yield return $"  failed last time: {failure}";
        }
    }

    private static string Verdict(PlannedStage stage) => stage.State switch
    {
        StageState.Clean => "is up to date.",
        StageState.Stands => $"is taken as it stands{(stage.Reason.Length > 0 ? $", and is {stage.Reason}" : ", and is up to date")}.",
        StageState.Restorable => $"comes from the store ({stage.Reason}).",
        StageState.Locked => $"is {stage.Reason}.",
        StageState.Resumable => $"goes on{(stage.Reason.StartsWith("at ", StringComparison.Ordinal) ? $" {stage.Reason}" : "")}.",
        StageState.Dirty when stage.Reason == "forced" => "must run, since it is forced to.",
        StageState.Dirty => "must run.",
        _ => "may have to run.",
    };

    private IEnumerable<string> Evidence(PlannedStage stage) => stage.State switch
    {
        StageState.Clean => Origin(stage.Id, ledger.Done(stage.Id)!),
        StageState.Stands => Origin(stage.Id, ledger.Done(stage.Id)!),
        StageState.Unknown => Chains(stage.Id).Concat(Comparison(stage.Id)),
        StageState.Restorable => Comparison(stage.Id).Concat(Origin(stage.Id, planner.Settled(stage.Id)!)),
        _ => Comparison(stage.Id),
    };

    /// <summary>How a result was made and where its bytes lie.</summary>
    private IEnumerable<string> Origin(StageId id, StageRecord record)
    {
        var standing = new StageStanding(new(id, StageState.Clean, "", null), record);
        var isStored = ledger.Store.Peek(record.Key)?.OutputDigest == record.OutputDigest;
        var isShown = ledger.Done(id)?.OutputDigest == record.OutputDigest && ledger.Difference(id, record) is null;
        string[] places = [.. isShown ? [ledger.Paths(id).Outputs] : Array.Empty<string>(), .. isStored ? ["the store"] : Array.Empty<string>()];
        yield return $"key {record.Key}";
        yield return $"made {standing.Built} UTC in {standing.Took}{Maker(record)}";
        yield return $"{record.Outputs.Count} files, {standing.Size}, in {string.Join(" and in ", places)}; their digest is {record.OutputDigest[..8]}";
    }

    private static string Maker(StageRecord record) =>
        string.Concat(new[] { "selma", "device", "os" }.Select(name => record.Provenance.Find(name)).OfType<string>().Select(text => $", {text}"));

    /// <summary>The way from a stage to each of those that must run before it.</summary>
    private IEnumerable<string> Chains(StageId id) => planner.Causes(id).Select(cause => $"it reads {string.Join(", which reads ", Way(id, cause))}, which must run first");

    /// <summary>The stages between a stage and one that it waits for, and that one.</summary>
    private StageId[] Way(StageId id, StageId cause)
    {
        var next = ledger.Graph[id].Upstream.First(upstream => planner.Causes(upstream).Contains(cause));
        return next == cause ? [next] : [next, .. Way(next, cause)];
    }

    /// <summary>What differs from the newest result: all of it, or what is known of it while stages before have yet to run.</summary>
    private IEnumerable<string> Comparison(StageId id)
    {
        if (ledger.Last(id) is not { } last)
        {
            return ["it was never built"];
        }

        if (ledger.Want(id, upstream => planner.Settled(upstream) ?? ledger.Last(upstream)) is not { } want)
        {
            return [];
        }

        string[] open = [.. ledger.Graph[id].Upstream.Where(upstream => planner.Settled(upstream) is null).Select(ledger.Graph[id].NameOf)];
        var known = Without(open, want.Tree);
        var changes = KeyDifference.Between(Without(open, last.KeyDocument), known);
        return changes.Count > 0 ? Differences(id, last, known, changes) : open.Length > 0 ? [] : Damage(id, last);
    }

    /// <summary>A key document without the stages before that have yet to run.</summary>
    private static KeyMap Without(string[] open, KeyMap document)
    {
        var upstream = new KeyMap((KeyMap)document["upstream"]!);
        Array.ForEach(open, upstream.Remove);
        var known = new KeyMap(document);
        known.Remove("upstream");
        known.Add("upstream", upstream);
        return known;
    }

    private IEnumerable<string> Differences(StageId id, StageRecord last, KeyMap want, IReadOnlyList<KeyChange> changes)
    {
        var standing = new StageStanding(new(id, StageState.Dirty, "", null), last);
        yield return $"against its result of {standing.Built} UTC (key {last.Key[..8]}):";
        var width = changes.Max(change => change.Name.Length);
        foreach (var change in changes)
        {
            yield return $"  {change.Name.PadRight(width)}  {ChangeText.Of(change)}{Kind(id, change)}";
        }

        yield return $"  the same: {ChangeText.Same(want, changes)}";
    }

    private string Kind(StageId id, KeyChange change) => change.Part switch
    {
        "inputs" => "  (input)",
        "models" => "  (model)",
        "upstream" when ledger.Graph[id].Upstream.FirstOrDefault(upstream => ledger.Graph[id].NameOf(upstream) == change.Name) is { } upstream => $"  (output of {upstream})",
        "upstream" => "  (output of a stage)",
        _ => "",
    };

    /// <summary>The outputs that are not as their record has them; none where the record is right, and the stage is forced.</summary>
    private string[] Damage(StageId id, StageRecord last)
    {
        if (ledger.Done(id) is null)
        {
            return [$"nothing differs from its result of key {last.Key[..8]}, of which nothing is left"];
        }

        var folder = ledger.Paths(id).Outputs;
        string[] damage =
        [
            .. last.Outputs.Select(output => (output.Path, output.Sha256, Now: ledger.Store.Index.DigestOf(Path.Combine(folder, output.Path))))
                .Where(output => output.Now != output.Sha256)
                .Select(output => $"output {output.Path} {(output.Now is null ? "is missing" : $"was changed: {output.Sha256[..8]} -> {output.Now[..8]}")}"),
        ];
        return damage.Length <= Shown ? damage : [.. damage.Take(Shown), $"and {damage.Length - Shown} outputs more"];
    }
}
