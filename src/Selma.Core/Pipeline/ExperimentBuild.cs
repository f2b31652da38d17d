using Selma.Core.Artifacts;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>The incremental build of one experiment, for whoever drives it: MSBuild's tasks, the command line, tests.</summary>
/// <remarks>
/// <see cref="Plan"/> and <see cref="Reconcile"/> never load libtorch. Every member may be called from several processes at once.
/// One instance may serve a whole build; it is not meant to outlive changes to the YAML.
/// </remarks>
public sealed class ExperimentBuild
{
    private readonly string _folder;
    private readonly StageLedger _ledger;
    private readonly Reconciler _reconciler;
    private readonly StageRunner _runner;
    private readonly StoreRoots _roots;
    private Action<IReadOnlyList<string>, BuildPlan> _remember = (_, _) => { };
    private Action<IReadOnlyList<string>, BuildPlan> _begin = (_, _) => { };

    /// <summary>Wires a build.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="graph">Its stages; given the store's index of digests and a way to tell news.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="at">Told each point of the publishing protocol; tests stop there.</param>
    internal ExperimentBuild(
        string experiment, Func<StatIndex, Action<string?, string>, StageGraph> graph, BuildOptions options, TimeProvider clock, Action<string>? at = null)
    {
        Experiment = experiment;
        _folder = Path.Combine(Path.GetFullPath(options.OutFolder), experiment);
        var store = new Store(options.StoreFolder ?? Path.Combine(options.OutFolder, "store"), clock, Notify);
        var stages = graph(store.Index, Notify);
        _ledger = new(stages, new(stages, options), store, _folder);
        _reconciler = new(_ledger, clock);
        _runner = new(_ledger, _reconciler, options.LockTimeout, Notify, clock, at ?? (_ => { }));
        _roots = new(store.Folder, Path.GetFullPath(options.OutFolder), clock);
        void Notify(string? code, string text) => options.Notices?.Report(new(code, text));
    }

    /// <summary>The experiment's name, the folder in <c>out</c>.</summary>
    public string Experiment { get; }

    /// <summary>All targets, in the order of their stages.</summary>
    public static IReadOnlyList<string> Targets => StageKind.Targets;

    /// <summary>The experiment's skills in its own order.</summary>
    public IReadOnlyList<string> Skills => _ledger.Graph.Skills;

    /// <summary>Reads the experiment and its skills, and settles where its models lie.</summary>
    /// <exception cref="SelmaException">
    /// SELMA1xxx: a mistake in the YAML, or an unknown skill or target in the options; SELMA213x: a single file; SELMA214x: a model of the hub.
    /// </exception>
    public static ExperimentBuild Open(BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var begun = TimeProvider.System.GetUtcNow().UtcDateTime;
        var shelf = new ModelShelf(
            options, Environment.GetEnvironmentVariable, TimeProvider.System, (code, text) => options.Notices?.Report(new(code, text)));
        var experiment = shelf.Settle(Experiments.Experiment.Load(options.ExperimentFile, options.Overrides));
        return new(experiment.Name, (index, notify) => new ExperimentStages(experiment, index, shelf, notify, Replies(options)).Graph(), options, TimeProvider.System)
        {
            _remember = (targets, plan) => new PlanMemo(options, targets).Remember(plan, experiment, begun),
            _begin = (command, plan) => Runs.Begin(
                options.RunFolder, () => new RunStart(options.ExperimentFile, experiment, TimeProvider.System).Of(command, plan)),
        };
    }

    /// <summary>
    /// The stages that the targets need, where an earlier plan found all of them up to date and no file has been touched since; null
    /// where only <see cref="Open"/> and <see cref="Plan"/> can tell. It reads no file's content, and so costs next to nothing.
    /// </summary>
    public static IReadOnlyList<string>? Recall(BuildOptions options, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Force.Count > 0 || options.ForceAll || options.UpdateLock ? null : new PlanMemo(options, targets).Recall();
    }

    /// <summary>What bringing the targets up to date would do. Changes no output, key or record.</summary>
    /// <param name="targets">Some of <see cref="Targets"/>, in any case.</param>
    /// <exception cref="SelmaException">SELMA1012: nobody can score what the model draws; SELMA1053: an unknown target.</exception>
    public BuildPlan Plan(IReadOnlyList<string> targets)
    {
        var stages = new Planner(_ledger).Plan(targets);
        _ledger.Store.Index.Save();
        var plan = new BuildPlan(Experiment, stages) { FreeMemory = MachineMemory.Free() };
        _remember(targets, plan);
        return plan;
    }

    /// <summary>
    /// Why each stage that the targets need would run: every setting, input, model and stage before it that differs from its newest result;
    /// or where the result of one that is up to date comes from. Changes nothing and runs nothing.
    /// </summary>
    /// <param name="targets">As for <see cref="Plan"/>, with the same errors.</param>
    public string Why(IReadOnlyList<string> targets)
    {
        var text = new Explainer(_ledger, new Planner(_ledger)).Explain(targets);
        _ledger.Store.Index.Save();
        return text;
    }

    /// <summary>
    /// What lies there, for people: each stage's state, when it was built, how long that took and how large it is; the last run; the store.
    /// Covers the stages for the skills of the options and what is made from them. Changes nothing and runs nothing.
    /// </summary>
    public string Status()
    {
        StageId[] stages = [.. _ledger.Selection.Concerned(Targets)];
        StageStanding[] standing = [.. new Planner(_ledger).Survey(stages).Select(stage => new StageStanding(stage, _ledger.Last(stage.Id)))];
        _ledger.Store.Index.Save();
        return StatusText.Of(Experiment, standing, Orphans(), RunSummary.Latest(_folder), _ledger.Store);
    }

    /// <summary>Notes in the run's <c>run.json</c> what is about to be done; nothing where no folder was given, or where that does not take it.</summary>
    /// <param name="command">Targets and options as typed.</param>
    /// <param name="plan">What <see cref="Plan"/> found.</param>
    public void Begin(IReadOnlyList<string> command, BuildPlan plan)
    {
        try
        {
            _begin(command, plan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first stage says what is wrong with the disk.
        }
    }

    /// <summary>The first request of each skill's prompts as it would be sent, the key excepted. Asks nothing and changes nothing.</summary>
    public string FirstRequests() => string.Join(
        "\n\n", _ledger.Selection.Goals([StageKind.Prompts.Target]).Select(id => _ledger.Graph[id].Request?.Invoke()).OfType<string>());

    /// <summary>
    /// Brings a stage's <c>.key</c> and <c>.done</c> into agreement with what it depends on, once the stages before it are settled:
    /// afterwards ".done exists and is not older than .key" is exactly "up to date", which is MSBuild's own test.
    /// </summary>
    /// <returns>Whether the stage is up to date.</returns>
    /// <exception cref="SelmaException">SELMA2202 disk full; SELMA2203 not writable; SELMA2205 a stage before it has yet to run.</exception>
    public bool Reconcile(StageId id)
    {
        try
        {
            return _reconciler.Reconcile(id);
        }
        catch (Exception e) when (DiskFault.Of(e, _folder) is { } fault)
        {
            throw fault;
        }
        finally
        {
            _ledger.Store.Index.Save();
        }
    }

    /// <summary>Makes a stage up to date: not at all, from the store, or by running it, going on where an earlier run stopped.</summary>
    /// <exception cref="SelmaException">
    /// The stage's own errors; SELMA2202 disk full; SELMA2203 not writable; SELMA2204 no usable output; SELMA2205 a stage before it has yet
    /// to run; SELMA4001 another process builds it and the lock timeout has passed.
    /// </exception>
    /// <exception cref="OperationCanceledException">Stopped; what is finished is kept.</exception>
    public async Task<StageOutcome> Run(StageId id, IProgress<TimedProgress> progress, CancellationToken cancellation)
    {
        var needed = _ledger.Last(id) is { } last ? $"about {DiskFault.Size(last.TotalSize)}" : null; // as much as last time
        try
        {
            _roots.Register();
            return await _runner.Run(id, progress, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFault.Of(e, _folder, needed) is { } fault)
        {
            throw fault;
        }
        finally
        {
            _ledger.Store.Index.Save();
        }
    }

    /// <summary>Removes the outputs, keys, records and work of the targets' stages, for the skills of the options and what is made from them; never the store.</summary>
    /// <param name="targets">As for <see cref="Plan"/>.</param>
    /// <exception cref="SelmaException">SELMA1053: an unknown target; SELMA2203: not writable.</exception>
    public void Clean(IReadOnlyList<string> targets)
    {
        try
        {
            foreach (var id in _ledger.Selection.Concerned(targets))
            {
                Clean(_ledger.Paths(id));
            }
        }
        catch (Exception e) when (DiskFault.Of(e, _folder) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Folders with a record of which the experiment has no stage, since a skill, an arm or a merge was taken out of it.</summary>
    private string[] Orphans()
    {
        var known = _ledger.Graph.Ordered.Select(id => StageKind.OfStage(id.Stage).FolderOf(id.Instance)).ToHashSet();
        return Directory.Exists(_folder) ? [.. TrackedStage.All(_folder).Select(stage => stage.Id).Where(id => !known.Contains(id))] : [];
    }

    /// <summary>Beside the results, since replies were paid for and serve every experiment.</summary>
    private static string Replies(BuildOptions options) =>
        Path.Combine(Path.GetFullPath(options.StoreFolder ?? Path.Combine(options.OutFolder, "store")), "replies");

    private static void Clean(StagePaths paths)
    {
        string[] files = [paths.Done, paths.Key, paths.KeyDocument, paths.Last, paths.Failure, paths.Next, paths.Previous, paths.Outputs];
        foreach (var path in files.Concat(paths.AllWork()))
        {
            Publisher.Remove(path);
        }
    }
}
