using Selma.Core.Merging;

namespace Selma.Core.Experiments;

/// <summary>Everything that decides an experiment's outcome, as <c>experiments/&lt;name&gt;/experiment.yaml</c> states it.</summary>
public sealed record Experiment
{
    /// <summary>The folder's name: <c>tiny</c>, <c>tiny/table2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The text-to-image model that learns.</summary>
    public required ModelSource Model { get; init; }

    /// <summary>Where networks run: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. In no key.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Type of frozen weights: <c>bfloat16</c>, <c>float16</c> or <c>float32</c>; an adapter's are always float32.</summary>
    public string Dtype { get; init; } = "bfloat16";

    /// <summary>The seed of every random draw.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The skills to learn, in the order of merging, each with the settings of its own chain.</summary>
    public required IReadOnlyList<SkillSettings> Skills { get; init; }

    /// <summary>LoRAs trained on several skills at once, for comparison.</summary>
    public IReadOnlyList<JointLora> Joint { get; init; } = [];

    /// <summary>Stage 4.</summary>
    public MergeSettings Merge { get; init; } = new();

    /// <summary>Merges beside that of all skills, for comparison.</summary>
    public IReadOnlyList<FurtherMerge> Merges { get; init; } = [];

    /// <summary>Stages 5 and 6.</summary>
    public required EvaluationSettings Evaluation { get; init; }

    /// <summary>The folders that it was read from: its own, then those of its bases.</summary>
    internal IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Reads and checks an experiment with its base, its skills and its models.</summary>
    /// <param name="file">The <c>experiment.yaml</c>.</param>
    /// <param name="overrides">Settings that win over the files, by their dotted names: <c>experts.rank</c> and <c>64</c>.</param>
    /// <exception cref="SelmaException">SELMA1001 to SELMA1011, with file, line and column.</exception>
    public static Experiment Load(string file, IReadOnlyDictionary<string, string>? overrides = null) =>
        new ExperimentReader(ExperimentDocument.Load(file), Override.Read(overrides ?? new Dictionary<string, string>())).Read();
}
