namespace Selma.Build;

/// <summary>The targets that can be typed.</summary>
internal static class Targets
{
    /// <summary>Brought up to date when none is named.</summary>
    public const string Default = "Report";

    /// <summary>Shows what would run; run by <c>--plan</c> too.</summary>
    public const string Plan = "Plan";

    /// <summary>Says why stages would run.</summary>
    public const string Why = "Why";

    /// <summary>Says what lies there for the experiment.</summary>
    public const string Status = "Status";

    /// <summary>Collects garbage in the store.</summary>
    public const string Prune = "Prune";

    /// <summary>Compares two runs, which are named after it.</summary>
    public const string Diff = "Diff";

    /// <summary>Shows the first requests to a language model; run by <c>--dry-run</c>, and not typed.</summary>
    public const string ShowRequests = "ShowRequests";

    /// <summary>Runs the project's own tests.</summary>
    public const string Test = "Test";

    /// <summary>Makes the package of the plugin.</summary>
    public const string Pack = "Pack";

    /// <summary>Name and meaning of each.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> All { get; } =
    [
        ("Prompts", "stage 1: write each skill's prompts with the language model"),
        ("Images", "stage 2: draw the prompts with the base model"),
        ("Experts", "stage 3: train a LoRA expert per skill on its images"),
        ("Merge", "stage 4: merge the experts into one LoRA"),
        ("Samples", "stage 5: each arm draws the benchmark: base, experts, joint LoRAs, merges"),
        ("Scores", "stage 6: ask the benchmark's questions about the samples"),
        ("Report", "stage 7: tables, charts and galleries in one page (default)"),
        ("Plan", "show what would run, why and for how long; the same as --plan"),
        (Why, "say of each stage why it would run, or where its result comes from: ./build.sh Why Merge"),
        (Status, "show what lies there: state, age and size of each stage, the last run, the store"),
        (Diff, "compare two runs: ./build.sh Diff RUN RUN, each an id, a part of one, or a folder"),
        ("Clean", "remove the experiment's outputs, or those of --skill; the store stays"),
        (Prune, "delete from the store what no experiment, run or recent build uses; --plan shows what would go"),
        ("Model", "train the embedded model selma-mini from nothing"),
        (Test, "run this project's tests, or those that --filter names"),
        (Pack, "make the NuGet package of the plugin, for projects of your own, in out/packages"),
        ("Doctor", "check SDK, native library, device, endpoint and store"),
    ];

    /// <summary>Whether a target is about the project itself and not the graph's: MSBuild does not hear of it.</summary>
    public static bool IsOfProject(string target) => target is Test or Pack;

    /// <summary>Whether a target answers about others, or about the experiment, instead of building.</summary>
    public static bool IsQuestion(string target) => target is Plan or Why or Status;

    /// <summary>Whether a target bears no other beside it.</summary>
    public static bool RunsAlone(string target) => target is Diff or Status or Prune;

    /// <summary>Whether a word is exactly a target's name.</summary>
    public static bool IsTarget(string word) => All.Any(target => target.Name == word);

    /// <summary>The target of this name, case apart; or null.</summary>
    public static string? Find(string name) =>
        All.Select(target => target.Name).FirstOrDefault(target => target.Equals(name, StringComparison.OrdinalIgnoreCase));
}
