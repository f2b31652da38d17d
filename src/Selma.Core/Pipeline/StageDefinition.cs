using Selma.Core.Artifacts;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Pipeline;

/// <summary>A stage as the build sees it: what its result depends on, and how to run it.</summary>
internal sealed record StageDefinition
{
    /// <summary>The stage.</summary>
    public required StageId Id { get; init; }

    /// <summary>The skill whose chain the stage belongs to; null where it belongs to the experiment.</summary>
    public string? Skill { get; init; }

    /// <summary>The version of the stage's code.</summary>
    public required int Version { get; init; }

    /// <summary>The settings that the stage receives and the seed: all that is in them changes the key.</summary>
    public required KeyMap Config { get; init; }

    /// <summary>Role to the digest of each declared input, worked out when first asked.</summary>
    public IReadOnlyDictionary<string, Func<string>> Inputs { get; init; } = new Dictionary<string, Func<string>>();

    /// <summary>The stages whose outputs it reads.</summary>
    public StageId[] Upstream { get; init; } = [];

    /// <summary>Names of stages before it that differ from the usual ones; no two alike.</summary>
    public IReadOnlyDictionary<StageId, string> UpstreamNames { get; init; } = new Dictionary<StageId, string>();

    /// <summary>Role to the digest of the model files that it loads, worked out when first asked.</summary>
    public IReadOnlyDictionary<string, Func<string>> Models { get; init; } = new Dictionary<string, Func<string>>();

    /// <summary>Number formats that decide the result: <c>dtype</c>.</summary>
    public IReadOnlyDictionary<string, string> Numerics { get; init; } = new Dictionary<string, string>();

    /// <summary>What the record says about how the result was made, beyond what every record says: the device, the seed.</summary>
    public IReadOnlyDictionary<string, object?> Provenance { get; init; } = new Dictionary<string, object?>();

    /// <summary>Checks for the plan, before anything runs, that its result would mean something.</summary>
    public Action? Check { get; init; }

    /// <summary>What running it from nothing will about ask of a language model, and for how much; null where it asks none.</summary>
    public Func<ChatAccount>? Forecast { get; init; }

    /// <summary>About how much memory running it needs at most; null where that is not known or not worth saying.</summary>
    public Func<MemoryForecast?>? Memory { get; init; }

    /// <summary>Shows what it will ask first; null where it asks nothing.</summary>
    public Func<string>? Request { get; init; }

    /// <summary>Whether the result also says what the build did that made it, so that it need not repeat exactly.</summary>
    public bool TellsOfItsBuild { get; init; }

    /// <summary>Runs the stage.</summary>
    public required Func<StageRun, Task> Run { get; init; }

    /// <summary>
    /// What this stage calls a stage before it: the stage where they are for the same instance, else the instance, unless
    /// <see cref="UpstreamNames"/> has it.
    /// </summary>
    public string NameOf(StageId upstream) => UpstreamNames.GetValueOrDefault(upstream)
        ?? (upstream.Instance is null || upstream.Instance == Id.Instance ? upstream.Stage : upstream.Instance);
}
