namespace Selma.Build;

/// <summary>What the command line asks for.</summary>
internal sealed record Request
{
    /// <summary>What to bring up to date, in this order.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [Build.Targets.Default];

    /// <summary>The folder in <c>experiments/</c>.</summary>
    public string Experiment { get; init; } = "tiny";

    /// <summary>The skills to bring up to date; none means all.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Settings that differ from the experiment's file, <c>experts.rank=64</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>For <c>Diff</c>: the runs to compare.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The target that answers about the others instead of building them: <c>Plan</c>, <c>Why</c>, <c>Status</c>; null builds.</summary>
    public string? Question { get; init; }

    /// <summary>For <c>Prune</c>: how long what was used stays; null: as long as it does by default.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>For <c>Prune</c>: the most bytes that the store may hold; null: no limit.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Show the first request to a language model, and send none.</summary>
    public bool DryRun { get; init; }

    /// <summary>Run the named targets even where they are up to date.</summary>
    public bool Force { get; init; }

    /// <summary>Stop everything at the first error.</summary>
    public bool FailFast { get; init; }

    /// <summary>MSBuild's: quiet, minimal, normal, detailed or diagnostic.</summary>
    public string Verbosity { get; init; } = "normal";

    /// <summary>For <c>Test</c>: part of the class or method names to run.</summary>
    public string? Filter { get; init; }

    /// <summary>How long to wait for another build of the same stage; null waits for ever.</summary>
    public TimeSpan? LockTimeout { get; init; } = Console.IsOutputRedirected ? TimeSpan.FromMinutes(10) : null;

    /// <summary>Whether models of the hub must be in <c>selma.lock</c> already; null: where CI says so.</summary>
    public bool? Locked { get; init; }

    /// <summary>Look models of the hub up anew.</summary>
    public bool UpdateLock { get; init; }

    /// <summary>How long a stopped build may take to put its work in order.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where results go instead of <c>out/</c>.</summary>
    public string? Out { get; init; }
}
