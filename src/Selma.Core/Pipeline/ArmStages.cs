using Selma.Core.Experiments;
using Selma.Core.Lora;
using Selma.Core.Samples;
using Selma.Core.Scores;

namespace Selma.Core.Pipeline;

/// <summary>The stages of the arms: each draws the benchmark, and is scored.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="materials">What its stages share.</param>
/// <param name="memory">What stages need of it.</param>
internal sealed class ArmStages(Experiment experiment, StageMaterials materials, StageMemory memory)
{
    private readonly EvaluationSettings _evaluation = experiment.Evaluation;
    private readonly BenchmarkSource _benchmark = new(experiment.Evaluation);

    /// <summary>The stages.</summary>
    public IEnumerable<StageDefinition> All() => [.. _evaluation.Arms.Select(Samples), .. _evaluation.Arms.Select(Scores)];

    private Arm Base => _evaluation.Arms.First(arm => arm.Adapter is ArmAdapter.None);

    /// <summary>The stage that makes an arm's adapter; null for the base.</summary>
    private static StageId? AdapterOf(Arm arm) => arm.Adapter switch
    {
        ArmAdapter.Expert => new(StageKind.Expert.Stage, arm.Of),
        ArmAdapter.Merge => new(StageKind.Merge.Stage, arm.Of),
        _ => null,
    };

    private StageDefinition Samples(Arm arm)
    {
        var provenance = materials.Provenance();
        var adapter = AdapterOf(arm);
        return new()
        {
            Id = new(StageKind.Samples.Stage, arm.Name),
            Version = SampleStage.Version,
            Config = materials.Config(_evaluation.Images, ("benchmark", _evaluation.Benchmark.Name)),
            Inputs = new Dictionary<string, Func<string>> { ["prompts"] = _benchmark.PromptsDigest },
            Upstream = adapter is null ? [] : [adapter],
            UpstreamNames = new Dictionary<StageId, string>(adapter is null ? [] : [new(adapter, "adapter")]), // arms with one adapter share what they draw
            Models = materials.Models(experiment.Model),
            Numerics = materials.Numerics(),
            Provenance = provenance,
            Memory = () => memory.Drawing(experiment.Model, _evaluation.Images),
            Check = () => EmbeddedWorld.Require(experiment),
            Run = run => materials.WithModel(experiment.Model, run, provenance, model => new SampleStage(model, _evaluation.Images, experiment.Seed).Run(
                _evaluation.Benchmark.Name,
                _benchmark.Prompts,
                adapter is null ? null : Path.Combine(run.Inputs["adapter"], LoraWeights.FileName),
                run.Work,
                run.Progress,
                run.Cancellation)),
        };
    }

    private StageDefinition Scores(Arm arm)
    {
        var (settings, answers) = (_evaluation.Scores, _evaluation.AnswersFile);
        var inputs = new Dictionary<string, Func<string>> { ["questions"] = _benchmark.QuestionsDigest };
        if (answers is not null)
        {
            inputs.Add("answers", () => materials.DigestOf(answers));
        }

        return new()
        {
            Id = new(StageKind.Scores.Stage, arm.Name),
            Version = ScoreStage.Version,
            Config = materials.Config(
                settings with { Answerer = Path.GetFileName(settings.Answerer) }, ("arm", arm.Name), ("benchmark", _evaluation.Benchmark.Name)), // no place
            Inputs = inputs,
            Upstream = arm == Base ? [SamplesOf(arm)] : [SamplesOf(arm), new(StageKind.Scores.Stage, Base.Name)],
            Provenance = materials.Provenance(),
            Check = () => EmbeddedWorld.Require(experiment),
            Run = run => Task.Run(() => Score(arm, run), run.Cancellation),
        };
    }

    private static StageId SamplesOf(Arm arm) => new(StageKind.Samples.Stage, arm.Name);

    private void Score(Arm arm, StageRun run)
    {
        var benchmark = _evaluation.Benchmark.Name;
        new ScoreStage(_evaluation.Scores, experiment.Seed).Run(
            new(
                arm.Name,
                benchmark,
                _benchmark.FileIn(run.Work.State),
                Path.Combine(run.Inputs[StageKind.Samples.Stage], benchmark),
                arm == Base ? null : Path.Combine(run.Inputs[Base.Name], benchmark + ".json")),
            run.Work,
            run.Progress,
            run.Cancellation);
    }
}
