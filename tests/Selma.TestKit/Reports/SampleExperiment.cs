using Selma.Core.Artifacts;
using Selma.Core.Reports;
using Selma.Core.Scores;
using Selma.Core.World;

namespace Selma.TestKit.Reports;

/// <summary>An experiment that looks as if it had run: prompts, samples, scores, trainings, merges and records, without a model.</summary>
public sealed class SampleExperiment : IDisposable
{
    private static readonly string[] Skills = [.. SceneStyle.All];
    private static readonly string[] Three = [.. SceneStyle.All.Take(3)];
    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<BenchmarkPrompt> _prompts;
    private readonly double _merged;
    private readonly int _perPrompt;

    /// <summary>Makes one.</summary>
    /// <param name="merged">How often the merged model errs in a shape; the base: 0.35.</param>
    /// <param name="perStyle">Prompts of each style.</param>
    /// <param name="perPrompt">Images of each prompt.</param>
    /// <param name="hostile">Put in the place of the first prompt: text that tries to be markup.</param>
    public SampleExperiment(double merged = 0.22, int perStyle = 12, int perPrompt = 1, string? hostile = null)
    {
        (_merged, _perPrompt) = (merged, perPrompt);
        _prompts = Benchmark.Sample(Benchmark.DevelopmentSeed, perStyle);
        _prompts = hostile is null ? _prompts : [_prompts[0] with { Prompt = hostile }, .. _prompts.Skip(1)];
        DsgFile.Write(_folder.File("shapes.csv"), _prompts);
        Inputs = new()
        {
            Experiment = "sample",
            Skills = [.. Skills.Select(Skill)],
            Arms = [.. Arms()],
            Trainings = [.. Skills.Select((skill, i) => SampleFiles.Training(_folder, $"expert-{skill}", i)), SampleFiles.Training(_folder, "joint-5", 6)],
            Merges = [SampleFiles.Merge(_folder, "merged-3", Three), SampleFiles.Merge(_folder, "merged", Skills)],
            Stages = [.. SampleFiles.Stages(_folder, Skills)],
            ModelRecord = Path.Combine(Repository.Root, "models", "selma-mini", "training.json"),
        };
    }

    /// <summary>What a report is made from.</summary>
    public ReportInputs Inputs { get; }

    /// <summary>A path in the experiment's folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Writes the report into a folder of the experiment.</summary>
    /// <returns>The page's path.</returns>
    public string Report(string folder = "report", ReportSettings? settings = null)
    {
        var work = new WorkFolder(_folder.File(folder));
        new ReportStage(settings ?? new()).Run(Inputs, work, new Progress<StageProgress>(), CancellationToken.None);
        return Path.Combine(work.Output, ReportStage.FileName);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private ReportedSkill Skill(string skill)
    {
        var folder = _folder.File("1-prompts", skill);
        var prompts = Benchmark.Sample(Benchmark.DevelopmentSeed + 1, 8).Where(prompt => prompt.Style == skill).Select(prompt => prompt.Prompt).ToList();
        PromptFile.Write(Path.Combine(folder, "prompts.jsonl"), prompts.Select((prompt, i) => new PromptLine(prompt, [], null, 0.1 * (i % 8))));
        RejectedPromptFile.Write(Path.Combine(folder, "rejected.jsonl"), prompts.Select((prompt, i) => new RejectedPromptLine(prompt, i < 5 ? "similar" : "held out", i)));
        return new(skill, folder);
    }

    private IEnumerable<ReportArm> Arms()
    {
        var first = Arm("base", ArmKind.Base, [], _ => 0.35, null);
        yield return first;
        var scores = first.Benchmarks[0].ScoreFile;
        foreach (var skill in Skills)
        {
            yield return Arm($"expert-{skill}", ArmKind.Expert, [skill], style => style == skill ? 0.24 : 0.34, scores);
        }

        yield return Arm("joint-5", ArmKind.Joint, Skills, _ => 0.3, scores);
        yield return Arm("merged-3", ArmKind.Merged, Three, _ => (0.35 + _merged) / 2, scores);
        yield return Arm("merged", ArmKind.Merged, Skills, _ => _merged, scores);
    }

    private ReportArm Arm(string name, ArmKind kind, string[] skills, Func<string, double> mistakes, string? baseScores)
    {
        var samples = _folder.File("5-samples", name, "shapes");
        new ClumsyPainter(name, mistakes).Draw(_prompts, samples, _perPrompt);
        var work = new WorkFolder(_folder.File("6-scores", name));
        new ScoreStage(new() { Resamples = 1000 }, seed: 42).Run(
            new(name, "shapes", _folder.File("shapes.csv"), samples, baseScores), work, new Progress<StageProgress>(), CancellationToken.None);
        return new(name, kind, skills, [new(Path.Combine(work.Output, "shapes.json"), samples)]);
    }
}
