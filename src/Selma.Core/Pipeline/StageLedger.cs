using System.Collections.Concurrent;
using Selma.Core.Artifacts;

namespace Selma.Core.Pipeline;

/// <summary>What lies on the disk for each stage, and what should. Changes nothing there.</summary>
/// <param name="graph">The stages.</param>
/// <param name="selection">What was asked for.</param>
/// <param name="store">The store.</param>
/// <param name="experiment">The folder <c>out/&lt;experiment&gt;</c>.</param>
internal sealed class StageLedger(StageGraph graph, Selection selection, Store store, string experiment)
{
    private readonly ConcurrentDictionary<StageId, StageAction> _actions = new();

    /// <summary>The stages.</summary>
    public StageGraph Graph => graph;

    /// <summary>What was asked for.</summary>
    public Selection Selection => selection;

    /// <summary>The store.</summary>
    public Store Store => store;

    /// <summary>What this build has done about a stage, in words.</summary>
    public string ActionOf(StageId id) => _actions.GetValueOrDefault(id) switch
    {
        StageAction.Ran => "ran",
        StageAction.Restored => "restored",
        _ => "up to date",
    };

    /// <summary>Remembers what this build has done about a stage.</summary>
    public void Remember(StageId id, StageAction action) => _actions[id] = action;

    /// <summary>Where a stage's files lie.</summary>
    public StagePaths Paths(StageId id) => new(experiment, id);

    /// <summary>The record beside the stage's folder; null where there is none or it cannot be read.</summary>
    public StageRecord? Done(StageId id) => StageRecord.Read(Paths(id).Done);

    /// <summary>The newest record of the stage, whatever its key: what reasons and times are told from.</summary>
    public StageRecord? Last(StageId id) => Done(id) ?? StageRecord.Read(Paths(id).Last);

    /// <summary>The first output that is missing or is not as the record has it; null where all are right.</summary>
    public string? Difference(StageId id, StageRecord record)
    {
        var folder = Paths(id).Outputs;
        return record.Outputs
            .FirstOrDefault(output => store.Index.DigestOf(Path.Combine(folder, output.Path)) != output.Sha256)?.Path;
    }

    /// <summary>
    /// Whether the stage's present result is taken as it is: another skill was asked for, and there is a result.
    /// Only what the experiment's own stages read can stand; within its chain a skill stands, or is brought up to date, as a whole.
    /// </summary>
    public bool Stands(StageId id) => !selection.Includes(id) && graph.IsSharedAcrossSkills(id) &&
        Done(id) is { } record && (Difference(id, record) is null || store.Peek(record.Key) is not null) && graph.NextInChain(id).All(Stands);

    /// <summary>What a stage should be made from; null until every stage that it reads is settled.</summary>
    /// <param name="id">The stage.</param>
    /// <param name="settled">The record of a stage that has nothing more to do, else null.</param>
    public StageWant? Want(StageId id, Func<StageId, StageRecord?> settled)
    {
        var upstream = new Dictionary<StageId, StageRecord>();
        foreach (var before in graph[id].Upstream)
        {
            if (settled(before) is not { } record)
            {
                return null;
            }

            upstream.Add(before, record);
        }

        return new(Document(graph[id], upstream).Tree(), upstream);
    }

    /// <summary>What a stage should be made from, once its upstream has been brought up to date.</summary>
    /// <exception cref="SelmaException">SELMA2205: that is not so.</exception>
    public StageWant Require(StageId id) => Want(id, Settled) ?? throw new SelmaException(
        "SELMA2205",
        $"{id} needs {string.Join(", ", graph[id].Upstream.Where(upstream => Settled(upstream) is null))}, which has yet to run. " +
        "Build the target itself, which brings what it needs up to date.");

    /// <summary>The record that holds for a stage now: of its present key, or of whatever stands; null where it has yet to run.</summary>
    public StageRecord? Settled(StageId id)
    {
        if (Stands(id))
        {
            return Done(id);
        }

        if (selection.IsForced(id) || Want(id, Settled) is not { } want)
        {
            return null;
        }

        return Done(id) is { } done && done.Key == want.Key ? done : store.Peek(want.Key);
    }

    private static KeyDocument Document(StageDefinition definition, Dictionary<StageId, StageRecord> upstream) => new()
    {
        Stage = definition.Id.Stage,
        StageVersion = definition.Version,
        Config = definition.Config,
        Inputs = definition.Inputs.ToDictionary(input => input.Key, input => input.Value()),
        Upstream = upstream.ToDictionary(before => definition.NameOf(before.Key), before => before.Value.OutputDigest),
        Models = definition.Models.ToDictionary(model => model.Key, model => model.Value()),
        Numerics = definition.Numerics,
    };
}
