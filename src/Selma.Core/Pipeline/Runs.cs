using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>The runs of experiments, <c>out/&lt;experiment&gt;/runs</c>: what each leaves behind, and how two of them differ.</summary>
public static class Runs
{
    /// <summary>Writes <c>run.json</c>, <c>metrics.csv</c> and TensorBoard's events into a run's folder, from records and outputs as they stand.</summary>
    /// <param name="run">The folder; one that is not in an experiment's <c>runs</c>, as that of a mere plan, is left alone, and so is a run that did nothing.</param>
    /// <param name="end">How the run ended; null: nothing is said of that.</param>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public static void Track(string run, RunEnd? end = null)
    {
        var done = Done(end);
        if (ExperimentOf(run) is { } experiment && (end is null || done.Count > 0 || RunRecord.HasBegun(run)))
        {
            RunTracking.Write(experiment, run, Tree(end), done);
        }
    }

    /// <summary>Writes <c>run.json</c> of a run that begins; see <see cref="Track"/> for the folder.</summary>
    internal static void Begin(string? run, Func<KeyMap> start)
    {
        if (run is not null && ExperimentOf(run) is not null)
        {
            RunRecord.Begin(run, start());
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

    /// <summary>The folder <c>out/&lt;experiment&gt;</c> of a run in its <c>runs</c>.</summary>
    private static string? ExperimentOf(string run)
    {
        var runs = Path.GetDirectoryName(Path.GetFullPath(run));
        return Path.GetFileName(runs) == RunFolders.Name ? Path.GetDirectoryName(runs) : null;
    }

    private static KeyMap Tree(RunEnd? end) => end is null ? [] : new()
    {
        { "outcome", end.Outcome }, { "exitCode", (long)end.ExitCode }, { "seconds", Math.Round(end.Seconds, 3) },
    };

    /// <summary>By folder; what is no stage of an experiment, as the training of the embedded model, is passed over.</summary>
    private static Dictionary<string, KeyMap> Done(RunEnd? end)
    {
        var done = new Dictionary<string, KeyMap>();
        foreach (var (id, action, seconds) in end?.Stages ?? [])
        {
            var stage = StageId.Parse(id);
            if (StageKind.All.FirstOrDefault(kind => kind.Stage == stage.Stage) is { } kind)
            {
                done[kind.FolderOf(stage.Instance)] = new()
                {
                    { RunRecord.StageName, id }, { "action", action }, { "seconds", seconds is null ? null : Math.Round(seconds.Value, 3) },
                };
            }
        }

        return done;
    }
}
