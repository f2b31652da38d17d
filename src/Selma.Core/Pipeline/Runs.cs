using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>The runs of experiments, <c>out/&lt;experiment&gt;/runs</c>: what each leaves behind, and how two of them differ.</summary>
public static class Runs
{
    /// <summary>Writes <c>run.json</c>, <c>metrics.csv</c> and TensorBoard's events into a run's folder, from records and outputs as they stand.</summary>
    /// <param name="run">The folder; one that is not in an experiment's <c>runs</c>, as that of a mere plan, is left alone.</param>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public static void Track(string run)
    {
        var runs = Path.GetDirectoryName(Path.GetFullPath(run));
        if (Path.GetFileName(runs) == RunFolders.Name && Path.GetDirectoryName(runs) is { } experiment)
        {
            RunTracking.Write(experiment, run);
        }
    }

    /// <summary>What differs between two runs, for people: settings, digests of inputs, numbers with intervals.</summary>
    /// <param name="options">Where outputs and store lie.</param>
    /// <param name="first">A run's id, the beginning or end of one, or its folder.</param>
    /// <param name="second">The run that is compared with it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="SelmaException">SELMA2461: a run without a record; SELMA2462: no such run.</exception>
    public static string Compare(BuildOptions options, string first, string second, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var experiment = Path.Combine(Path.GetFullPath(options.OutFolder), ExperimentsRoot.Of(options.ExperimentFile).Name);
        var store = new Store(options.StoreFolder ?? Path.Combine(options.OutFolder, "store"), TimeProvider.System, (_, _) => { });
        return string.Join('\n', new RunComparison(Read(first), Read(second), cancellation).Lines());
        ComparedRun Read(string name) => ComparedRun.Read(RunFolders.Find(experiment, name), store);
    }
}
