namespace Selma.Core.Pipeline;

/// <summary>The incremental build of one experiment, for whoever drives it: MSBuild's tasks, the command line, tests.</summary>
/// <remarks>
/// <see cref="Plan"/> and <see cref="Reconcile"/> never load libtorch. Every member may be called from several processes at once.
/// One instance may serve a whole build; it is not meant to outlive changes to the YAML.
/// </remarks>
public sealed class ExperimentBuild : IDisposable
{
    /// <summary>Reads the experiment and its skills.</summary>
    /// <exception cref="SelmaException">SELMA1xxx: a mistake in the YAML, or an unknown skill or target in the options.</exception>
    public static ExperimentBuild Open(BuildOptions options) => throw new NotImplementedException();

    /// <summary>The experiment's name, the folder in <c>out</c>.</summary>
    public string Experiment => throw new NotImplementedException();

    /// <summary>The experiment's skills in its own order.</summary>
    public IReadOnlyList<string> Skills => throw new NotImplementedException();

    /// <summary>What bringing the targets up to date would do. Changes no output, key or record.</summary>
    /// <param name="targets"><c>Prompts</c>, <c>Images</c>, <c>Experts</c>, <c>Merge</c>.</param>
    public BuildPlan Plan(IReadOnlyList<string> targets) => throw new NotImplementedException();

    /// <summary>
    /// Brings a stage's <c>.key</c> and <c>.done</c> into agreement with what it depends on, once the stages before it are settled:
    /// afterwards ".done exists and is not older than .key" is exactly "up to date", which is MSBuild's own test.
    /// </summary>
    /// <returns>Whether the stage is up to date.</returns>
    public bool Reconcile(StageId id) => throw new NotImplementedException();

    /// <summary>Makes a stage up to date: not at all, from the store, or by running it, going on where an earlier run stopped.</summary>
    /// <exception cref="SelmaException">The stage's own errors; SELMA2202 disk full; SELMA2203 not writable; SELMA4001 lock timeout.</exception>
    /// <exception cref="OperationCanceledException">Stopped; what is finished is kept.</exception>
    public Task<StageOutcome> Run(StageId id, IProgress<TimedProgress> progress, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Removes the outputs, keys, records and work of the targets' stages, for the skills of the options; never the store.</summary>
    public void Clean(IReadOnlyList<string> targets) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
