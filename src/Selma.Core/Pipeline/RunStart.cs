using System.Diagnostics;
using System.Runtime.InteropServices;
using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Tracking;

namespace Selma.Core.Pipeline;

/// <summary>What <c>run.json</c> says of a run before its first stage: what was asked for, of which experiment, where. Loads no libtorch.</summary>
/// <param name="experimentFile">The experiment's file.</param>
/// <param name="experiment">The experiment as it was read.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunStart(string experimentFile, Experiment experiment, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The members.</summary>
    /// <param name="command">Targets and options; values of settings follow <c>--set</c>.</param>
    /// <param name="plan">What is to be done.</param>
    public KeyMap Of(IReadOnlyList<string> command, BuildPlan plan) => new()
    {
        { "command", command.Select(Shown).ToList<object?>() },
        { "experiment", new KeyMap { { "name", experiment.Name }, { "file", Path.GetFileName(experimentFile) }, { "sha256", Digest.OfFile(experimentFile) } } },
        { "config", Redacted(null, Config()) },
        { "git", Git(plan) },
        { "versions", Versions() },
        { "machine", Machine() },
        { "seeds", new KeyMap { { "experiment", KeyTree.Of(experiment.Seed) }, { "benchmark", KeyTree.Of(experiment.Evaluation.Benchmark.Seed) } } },
        { "startedUtc", Provenance.Utc(clock.GetUtcNow()) },
        { "stages", plan.Stages.Select(Stage).ToList<object?>() },
    };

    private static KeyMap Stage(PlannedStage stage) => new()
    {
        { RunRecord.StageId, StageKind.OfStage(stage.Id.Stage).FolderOf(stage.Id.Instance) },
        { RunRecord.StageName, stage.Id.ToString() },
        { RunRecord.StateBefore, stage.State.ToString().ToLowerInvariant() },
    };

    /// <summary>An option's value may be a setting that holds a secret or a path.</summary>
    private static object? Shown(string word) =>
        word.Split('=', 2) is [var name, var value] ? $"{name}={Shown(name, value)}" : Redaction.WithoutFolders(word);

    private static string Shown(string name, string value) => Redaction.Value(name, Redaction.WithoutFolders(value));

    private static object? Redacted(string? name, object? value) => value switch
    {
        string text => Shown(name ?? "", text),
        KeyMap map => Redacted(map),
        IReadOnlyList<object?> list => list.Select(item => Redacted(name, item)).ToList(),
        _ => value,
    };

    private static KeyMap Redacted(KeyMap map)
    {
        var shown = new KeyMap();
        foreach (var (name, value) in map)
        {
            shown.Add(name, Redacted(name, value));
        }

        return shown;
    }

    private KeyMap Config() => new()
    {
        { "model", experiment.Model.Id },
        { "device", experiment.Device },
        { "dtype", experiment.Dtype },
        { "skills", Parts(experiment.Skills, skill => skill.Skill.Name, Chain) },
        { "joint", Parts(experiment.Joint, joint => joint.Name, joint => new() { { "skills", KeyTree.Of(joint.Skills) }, { "experts", KeyTree.Of(joint.Experts) } }) },
        { "merge", KeyTree.Of(experiment.Merge) },
        { "merges", Parts(experiment.Merges, merge => merge.Name, merge => new() { { "skills", KeyTree.Of(merge.Skills) }, { "merge", KeyTree.Of(merge.Merge) } }) },
        { "evaluation", Evaluation(experiment.Evaluation) },
    };

    private static KeyMap Chain(SkillSettings skill) => new()
    {
        { "prompts", KeyTree.Of(skill.Prompts) },
        { "image_model", skill.ImageModel.Id },
        { "images", KeyTree.Of(skill.Images) },
        { "experts", KeyTree.Of(skill.Experts) },
    };

    private static KeyMap Evaluation(EvaluationSettings evaluation) => new()
    {
        { "benchmark", evaluation.Benchmark.Name },
        { "prompts_per_source", KeyTree.Of(evaluation.PromptsPerSource) },
        { "images", KeyTree.Of(evaluation.Images) },
        { "scores", KeyTree.Of(evaluation.Scores with { Answerer = Path.GetFileName(evaluation.Scores.Answerer) }) },
        { "arms", evaluation.Arms.Select(arm => arm.Name).ToList<object?>() },
    };

    private static KeyMap Parts<T>(IEnumerable<T> parts, Func<T, string> name, Func<T, KeyMap> content)
    {
        var map = new KeyMap();
        foreach (var part in parts)
        {
            map.Add(name(part), content(part));
        }

        return map;
    }

    /// <summary>git itself is asked only where a stage may run: it takes longer than a plan.</summary>
    private KeyMap Git(BuildPlan plan)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(experimentFile))!;
        var commit = GitCheckout.Commit(folder);
        var runs = plan.Stages.Any(stage => stage.State is StageState.Dirty or StageState.Resumable or StageState.Unknown);
        return new() { { "commit", commit }, { "dirty", commit is not null && runs ? GitCheckout.IsDirty(folder, Patience) : null } };
    }

    /// <summary>TorchSharp's is read off its file, since loading it takes a second; records of stages have libtorch's own.</summary>
    private static KeyMap Versions()
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(RunStart).Assembly.Location) ?? "", "TorchSharp.dll");
        return new()
        {
            { "selma", Provenance.Selma },
            { "torchSharp", File.Exists(file) ? FileVersionInfo.GetVersionInfo(file).ProductVersion : null },
            { "dotnet", Environment.Version.ToString() },
        };
    }

    private static KeyMap Machine() => new()
    {
        { "os", RuntimeInformation.RuntimeIdentifier },
        { "cpu", MachineFacts.Processor() },
        { "cores", (long)Environment.ProcessorCount },
        { "ram", MachineFacts.Memory() },
        { "gpus", MachineFacts.Gpus().ToList<object?>() },
    };
}
