using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Images;
using Selma.Core.Merging;
using Selma.Core.Models;

namespace Selma.Core.Pipeline;

/// <summary>An experiment's stages: what each receives, which is what its key is made of, and how it is called.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="index">Digests of model files that have not changed since they were read.</param>
/// <param name="notify">Told code and text of what a stage found worth knowing.</param>
/// <param name="replies">The folder where a language model's replies stay for later builds; null: none.</param>
internal sealed class ExperimentStages(Experiment experiment, StatIndex index, Action<string?, string> notify, string? replies = null)
{
    private readonly Dictionary<object, KeyMap> _members = [];
    private readonly PromptStages _prompts = new(experiment, index, notify, replies);

    /// <summary>The stages, chain by chain, and the merge. Loads no libtorch until one of them runs.</summary>
    public StageGraph Graph() => new([.. experiment.Skills.SelectMany(Chain), Merge()]);

    private IEnumerable<StageDefinition> Chain(SkillSettings skill) => [Prompts(skill), Images(skill), Expert(skill)];

    private StageDefinition Prompts(SkillSettings settings)
    {
        var skill = settings.Skill;
        return _prompts.Define(
            settings,
            Config(settings.Prompts, ("skill", skill.Name), ("description", skill.Description), ("instruction", skill.Instruction)),
            Provenance());
    }

    private StageDefinition Images(SkillSettings settings)
    {
        var id = new StageId(StageKind.Images.Stage, settings.Skill.Name);
        var provenance = Provenance();
        return new()
        {
            Id = id,
            Version = ImageStage.Version,
            Config = Config(settings.Images, ("skill", settings.Skill.Name)),
            Upstream = [id with { Stage = StageKind.Prompts.Stage }],
            Models = new ModelFingerprints(settings.ImageModel.Folder, index).All,
            Numerics = Numerics(),
            Provenance = provenance,
            Run = run => WithModel(settings.ImageModel, provenance, model =>
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
        var provenance = Provenance();
        return new()
        {
            Id = id,
            Version = ExpertStage.Version,
            Config = Config(settings.Experts),
            Upstream = [id with { Stage = StageKind.Images.Stage }],
            Models = new ModelFingerprints(experiment.Model.Folder, index).All,
            Numerics = Numerics(),
            Provenance = provenance,
            Run = run => WithModel(experiment.Model, provenance, model => new ExpertStage(model, settings.Experts, experiment.Seed).Run(
                run.Inputs[StageKind.Images.Stage], run.Work, run.Progress, run.Cancellation)),
        };
    }

    private StageDefinition Merge()
    {
        string[] skills = [.. experiment.Skills.Select(settings => settings.Skill.Name)];
        var merge = experiment.Merge.Method == "released" ? experiment.Merge with { ModelIdLength = experiment.Model.Name.Length } : experiment.Merge;
        var config = KeyTree.OfMembers(merge);
        config.Add("skills", KeyTree.Of(skills)); // their order is the order of the weights
        return new()
        {
            Id = new(StageKind.Merge.Stage),
            Version = MergeStage.Version,
            Config = config,
            Upstream = [.. skills.Select(skill => new StageId(StageKind.Expert.Stage, skill))],
            Provenance = Provenance(),
            Run = run => Task.Run(
                () =>
                {
                    var experts = skills.Select(skill => new ExpertFolder(skill, run.Inputs[skill])).ToList();
                    foreach (var warning in new MergeStage(merge).Run(experts, run.Work, run.Progress, run.Cancellation))
                    {
                        notify("SELMA2303", warning);
                    }
                },
                run.Cancellation),
        };
    }

    private KeyMap Config(object settings, params (string Name, object? Value)[] given)
    {
        if (!_members.TryGetValue(settings, out var members))
        {
            _members.Add(settings, members = KeyTree.OfMembers(settings)); // most skills share their settings; looking into records is slow
        }

        var config = new KeyMap(members);
        config.Add("seed", KeyTree.Of(experiment.Seed));
        foreach (var (name, value) in given)
        {
            config.Add(name, KeyTree.Of(value));
        }

        return config;
    }

    private Dictionary<string, string> Numerics() => new() { ["dtype"] = experiment.Dtype };

    private Dictionary<string, object?> Provenance() => new() { ["seed"] = experiment.Seed };

    private Task WithModel(ModelSource source, Dictionary<string, object?> provenance, Action<TextToImageModel> run) => Task.Run(() =>
    {
        var compute = ComputeChoice.Of(experiment.Device, experiment.Dtype);
        provenance["device"] = compute.Device.ToString();
        provenance["torch"] = TorchSharp.torch.__version__;
        using var model = TextToImageModel.Load(source.Folder, compute);
        run(model);
    });
}
