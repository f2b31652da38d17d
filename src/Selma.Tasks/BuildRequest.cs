using System.Globalization;
using Microsoft.Build.Framework;
using Selma.Core.Pipeline;

namespace Selma.Tasks;

/// <summary>What a build was asked for, read from the item <c>SelmaBuild</c>.</summary>
/// <param name="ExperimentFile">The experiment, <c>experiments/&lt;name&gt;/experiment.yaml</c>.</param>
/// <param name="Out">The folder that outputs go to.</param>
/// <param name="Store">The store that experiments share; null: in <paramref name="Out"/>.</param>
/// <param name="RunFolder">The folder of this run, where a file <c>stop</c> stops it; null where no front-end watches the build.</param>
/// <param name="Skills">The skills to bring up to date; none: all.</param>
/// <param name="Settings">Settings that differ from the file, <c>experts.rank=64</c>.</param>
/// <param name="Force">Targets that run even where nothing changed.</param>
/// <param name="LockTimeout">How long to wait for another build of the same stage; null: as long as it takes.</param>
/// <param name="Locked">Whether models of the hub must be in the lock already; null: where CI says so.</param>
/// <param name="UpdateLock">Whether models of the hub are looked up anew.</param>
/// <param name="FailFast">Whether the first error stops the other skills too.</param>
internal sealed record BuildRequest(
    string ExperimentFile,
    string Out,
    string? Store,
    string? RunFolder,
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Settings,
    IReadOnlyList<string> Force,
    TimeSpan? LockTimeout,
    bool? Locked,
    bool UpdateLock,
    bool FailFast)
{
    /// <summary>Reads the item.</summary>
    public static BuildRequest Of(ITaskItem item)
    {
        return new(
            item.ItemSpec,
            Path.GetFullPath(item.GetMetadata("Out")),
            Text("Store") is { } store ? Path.GetFullPath(store) : null,
            Text("RunFolder"),
            List("Skills"),
            List("Settings"),
            List("Force"),
            Text("LockTimeout") is { } seconds ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) : null,
            Text("Locked") is { } locked ? locked == "true" : null,
            Text("UpdateLock") == "true",
            Text("FailFast") == "true");

        string? Text(string name) => item.GetMetadata(name) is { Length: > 0 } text ? text : null;

        // Escaped, a ';' within a value differs from one between two.
        IReadOnlyList<string> List(string name) =>
            [.. ((ITaskItem2)item).GetMetadataValueEscaped(name).Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    /// <summary>Targets and options as the front-end takes them; places are left out.</summary>
    public IReadOnlyList<string> Command(IReadOnlyList<string> targets)
    {
        return
        [
            .. targets,
            .. Skills.SelectMany(skill => new[] { "--skill", skill }),
            .. Settings.SelectMany(setting => new[] { "--set", setting }),
            .. If(Force.Count > 0, "--force"),
            .. If(FailFast, "--fail-fast"),
            .. If(LockTimeout is not null, "--lock-timeout", string.Create(CultureInfo.InvariantCulture, $"{LockTimeout?.TotalSeconds}s")),
            .. If(Locked is not null, "--locked", Locked == true ? "true" : "false"),
            .. If(UpdateLock, "--update-lock"),
        ];

        static string[] If(bool isAsked, params string[] words) => isAsked ? words : [];
    }

    /// <summary>The options of the build itself.</summary>
    /// <param name="notices">Told the news.</param>
    public BuildOptions Options(IProgress<StageNotice> notices)
    {
        var options = Standard(notices);
        return Locked is { } locked ? options with { Locked = locked } : options;
    }

    /// <summary>With the lock as the machine has it.</summary>
    private BuildOptions Standard(IProgress<StageNotice> notices) => new()
    {
        ExperimentFile = ExperimentFile,
        OutFolder = Out,
        StoreFolder = Store,
        Overrides = Settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? ""),
        Skills = Skills,
        Force = Force,
        LockTimeout = LockTimeout,
        UpdateLock = UpdateLock,
        RunFolder = RunFolder,
        Notices = notices,
    };
}
