using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Models.Language;
using Selma.Core.Prompts;
using Selma.Core.World;

namespace Selma.Core.Pipeline;

/// <summary>An experiment's stages: what each receives, which is what its key is made of, and how it is called.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="index">Digests of model files that have not changed since they were read.</param>
/// <param name="shelf">Fetches models of the hub.</param>
/// <param name="notify">Told code and text of what a stage found worth knowing.</param>
internal sealed class ExperimentStages(Experiment experiment, StatIndex index, ModelShelf shelf, Action<string?, string> notify)
{
    private readonly StageMaterials _materials = new(experiment, index, shelf);

    /// <summary>The stages: chain by chain, joint LoRAs, merges, each arm's, and the report. Loads no libtorch until one of them runs.</summary>
    public StageGraph Graph()
    {
        StageDefinition[] stages =
        [
            .. experiment.Skills.SelectMany(Chain),
            .. new AdapterStages(experiment, _materials, notify).All(),
            .. new ArmStages(experiment, _materials).All(),
        ];
        return new([.. stages, new ReportStages(experiment, _materials).Report(new(stages))]);
    }

    private IEnumerable<StageDefinition> Chain(SkillSettings skill) => [Prompts(skill), Images(skill), Expert(skill)];

    private StageDefinition Prompts(SkillSettings settings)
    {
        var skill = settings.Skill;
        if (settings.Prompts.Writer != "embedded")
        {
            throw new SelmaException("SELMA1055", $"'prompts.writer' is '{settings.Prompts.Writer}', which this version cannot run yet. Use embedded.");
        }

        var config = _materials.Config(settings.Prompts, ("skill", skill.Name), ("description", skill.Description), ("instruction", skill.Instruction));
        config.Add("max_words", KeyTree.Of(skill.MaxWords));
        config.Add("held_out", KeyTree.Of($"{Benchmark.TestSeed},{Benchmark.DevelopmentSeed}/{Benchmark.HeldOutPerStyle}"));
        config.Remove("language_model"); // the embedded writer reads none
        return new()
        {
            Id = new(StageKind.Prompts.Stage, skill.Name),
            Skill = skill.Name,
            Version = PromptStage.Version,
            Config = config,
            Inputs = new Dictionary<string, Func<string>> { ["seed prompts"] = () => Digest.OfValue(skill.SeedPrompts) },
            Models = new Dictionary<string, Func<string>> { ["tokenizer"] = () => Tokenizers(settings.ImageModel) },
            Provenance = _materials.Provenance(),
            Run = run => new PromptStage(new EmbeddedWriter(), settings.Prompts, experiment.Seed, Fits(settings.ImageModel, run.Cancellation))
                .Run(skill, HeldOut(), run.Work, run.Progress, run.Cancellation),
        };
    }

    private StageDefinition Images(SkillSettings settings)
    {
        var id = new StageId(StageKind.Images.Stage, settings.Skill.Name);
        var provenance = _materials.Provenance();
        return new()
        {
            Id = id,
            Skill = settings.Skill.Name,
            Version = ImageStage.Version,
            Config = _materials.Config(settings.Images, ("skill", settings.Skill.Name)),
            Upstream = [id with { Stage = StageKind.Prompts.Stage }],
            Models = _materials.Models(settings.ImageModel),
            Numerics = _materials.Numerics(),
            Provenance = provenance,
            Run = run => _materials.WithModel(settings.ImageModel, run, provenance, model =>
            {
                var prompts = PromptFile.Read(Path.Combine(run.Inputs[StageKind.Prompts.Stage], "prompts.jsonl"));
                new ImageStage(model, settings.Images, experiment.Seed).Run(
                    settings.Skill.Name, [.. prompts.Select(line => line.Prompt)], run.Work, run.Progress, run.Cancellation);
            }),
        };
    }

    private StageDefinition Expert(SkillSettings settings)
    {
        var id = new StageId(StageKind.Expert.Stage, settings.Skill.Name);
        var provenance = _materials.Provenance();
        return new()
        {
            Id = id,
            Skill = settings.Skill.Name,
            Version = ExpertStage.Version,
            Config = _materials.Config(settings.Experts),
            Upstream = [id with { Stage = StageKind.Images.Stage }],
            Models = _materials.Models(experiment.Model),
            Numerics = _materials.Numerics(),
            Provenance = provenance,
            Run = run => _materials.WithModel(experiment.Model, run, provenance, model => new ExpertStage(model, settings.Experts, experiment.Seed).Run(
                run.Inputs[StageKind.Images.Stage], run.Work, run.Progress, run.Cancellation)),
        };
    }

    /// <summary>Prompts that are never written: the benchmark will ask for them, or choices are made on them.</summary>
    private static IEnumerable<string> HeldOut() => new[] { Benchmark.TestSeed, Benchmark.DevelopmentSeed }
        .SelectMany(seed => Benchmark.Sample(seed, Benchmark.HeldOutPerStyle)).Select(prompt => prompt.Prompt);

    /// <summary>The models that read a prompt: the one that learns, and the one that draws where it is another.</summary>
    private IEnumerable<ModelSource> Readers(ModelSource drawing) => new[] { experiment.Model, drawing }.DistinctBy(model => model.Folder);

    private string Tokenizers(ModelSource drawing)
    {
        var digests = Readers(drawing).Select(model => _materials.Tokenizer(model)).Distinct().ToList();
        return digests is [var one] ? one : Digest.OfValue(digests);
    }

    /// <summary>Whether every model that reads a prompt reads it whole.</summary>
    private Func<string, bool> Fits(ModelSource drawing, CancellationToken cancellation)
    {
        var tokenizers = Readers(drawing).Select(model => _materials.LoadTokenizer(model, cancellation)).ToList();
        return text => tokenizers.All(tokenizer => tokenizer.Encode(text).Dropped == 0);
    }
}
