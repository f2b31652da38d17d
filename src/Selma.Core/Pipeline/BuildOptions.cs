namespace Selma.Core.Pipeline;

/// <summary>What a build was asked for; the same options in every task of one build.</summary>
public sealed record BuildOptions
{
    /// <summary>The experiment, <c>experiments/&lt;name&gt;/experiment.yaml</c>.</summary>
    public required string ExperimentFile { get; init; }

    /// <summary>The folder that outputs go to, one folder an experiment: <c>out</c>.</summary>
    public required string OutFolder { get; init; }

    /// <summary>The store that experiments share (<c>SELMA_STORE</c>); null: <c>store</c> in <see cref="OutFolder"/>.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Settings given on the command line (<c>--set experts.rank=64</c>); they win over the YAML and count in keys.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>The skills to bring up to date (<c>--skill</c>); empty: all. It never changes what a result means.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>What runs even where nothing changed: targets (<c>Images</c>) or stages (<c>coco/images</c>).</summary>
    public IReadOnlyList<string> Force { get; init; } = [];

    /// <summary>Whether everything that the targets need runs again.</summary>
    public bool ForceAll { get; init; }

    /// <summary>How long to wait for another process that builds the same stage; null: as long as it takes.</summary>
    public TimeSpan? LockTimeout { get; init; }

    /// <summary>
    /// The folder of this build, <c>out/&lt;experiment&gt;/runs/&lt;id&gt;</c>: it remembers which forced stages have run,
    /// for builds whose tasks live in several processes. Null: the <see cref="ExperimentBuild"/> itself remembers.
    /// </summary>
    public string? RunFolder { get; init; }

    /// <summary>
    /// Whether a model of the hub must be in <c>selma.lock</c> already (<c>--locked</c>): such a build reads the same bytes everywhere.
    /// True where nothing else is said and the variable <c>CI</c> says so.
    /// </summary>
    public bool Locked { get; init; } = Environment.GetEnvironmentVariable("CI")?.ToUpperInvariant() is "TRUE" or "1";

    /// <summary>Whether models of the hub are looked up anew and <c>selma.lock</c> moves on (<c>--update-lock</c>).</summary>
    public bool UpdateLock { get; init; }

    /// <summary>Told what a reader should know while the build goes on.</summary>
    public IProgress<StageNotice>? Notices { get; init; }
}
