using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Models.Language.Chat;

namespace Selma.Core.Pipeline;

/// <summary>An experiment's stages: what each receives, which is what its key is made of, and how it is called.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="index">Digests of model files that have not changed since they were read.</param>
/// <param name="shelf">Fetches models of the hub.</param>
/// <param name="notify">Told code and text of what a stage found worth knowing.</param>
/// <param name="replies">The folder where a language model's replies stay for later builds; null: none.</param>
internal sealed class ExperimentStages(
    Experiment experiment, StatIndex index, ModelShelf shelf, Action<string?, string> notify, string? replies = null)
{
    private readonly StageMaterials _materials = new(experiment, index, shelf);
    private readonly Spending _spending = new();
    private readonly StageMemory _memory = new(experiment);

    /// <summary>The stages: chain by chain, joint LoRAs, merges, each arm's, and the report. Loads no libtorch until one of them runs.</summary>
    public StageGraph Graph()
    {
        StageDefinition[] stages =
        [
            .. experiment.Skills.SelectMany(Chain),
            .. new AdapterStages(experiment, _materials, _memory, notify).All(),
            .. new ArmStages(experiment, _materials, _memory).All(),
        ];
        return new([.. stages, new ReportStages(experiment, _materials).Report(new(stages))]);
    }

    private IEnumerable<StageDefinition> Chain(SkillSettings skill) => [Prompts(skill), Images(skill), Expert(skill)];

    private StageDefinition Prompts(SkillSettings settings)
    {
        var skill = settings.Skill;
        return new PromptStages(experiment, _materials, _spending, notify, replies).Define(
            settings,
            _materials.Config(settings.Prompts, ("skill", skill.Name), ("description", skill.Description), ("instruction", skill.Instruction)));
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
            Memory = () => _memory.Drawing(settings.ImageModel, settings.Images),
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
            Memory = () => _memory.Training(settings.Experts, settings.ImageCount),
            Run = run => _materials.WithModel(experiment.Model, run, provenance, model => new ExpertStage(model, settings.Experts, experiment.Seed).Run(
                run.Inputs[StageKind.Images.Stage], run.Work, run.Progress, run.Cancellation)),
        };
    }
}
