using Selma.Core.Artifacts;
using Selma.Core.Experiments;
using Selma.Core.Experts;
using Selma.Core.Lora;
using Selma.Core.Merging;

namespace Selma.Core.Pipeline;

/// <summary>The stages that make one adapter of several skills: joint LoRAs, the merge of all experts, and further merges.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="materials">What its stages share.</param>
/// <param name="memory">What stages need of it.</param>
/// <param name="notify">Told code and text of what a stage found worth knowing.</param>
internal sealed class AdapterStages(Experiment experiment, StageMaterials materials, StageMemory memory, Action<string?, string> notify)
{
    /// <summary>The stages.</summary>
    public IEnumerable<StageDefinition> All()
    {
        string[] skills = [.. experiment.Skills.Select(settings => settings.Skill.Name)];
        return [.. experiment.Joint.Select(Joint), Merge(null, skills, experiment.Merge), .. experiment.Merges.Select(one => Merge(one.Name, one.Skills, one.Merge))];
    }

    private StageDefinition Joint(JointLora joint)
    {
        var provenance = materials.Provenance();
        return new()
        {
            Id = new(StageKind.Expert.Stage, joint.Name),
            Version = ExpertStage.Version,
            Config = materials.Config(joint.Experts, ("skills", joint.Skills)), // their order is the order of the pairs
            Upstream = [.. joint.Skills.Select(skill => new StageId(StageKind.Images.Stage, skill))],
            Models = materials.Models(experiment.Model),
            Numerics = materials.Numerics(),
            Provenance = provenance,
            Memory = () => memory.Training(joint.Experts, experiment.Skills.Where(skill => joint.Skills.Contains(skill.Skill.Name)).Sum(skill => skill.ImageCount)),
            Run = run => materials.WithModel(experiment.Model, run, provenance, model => new ExpertStage(model, joint.Experts, experiment.Seed).Run(
                [.. joint.Skills.Select(skill => run.Inputs[skill])], run.Work, run.Progress, run.Cancellation)),
        };
    }

    private StageDefinition Merge(string? name, IReadOnlyList<string> skills, MergeSettings settings)
    {
        var merge = settings.Method == "released" ? settings with { ModelIdLength = experiment.Model.Id.Length } : settings;
        var config = KeyTree.OfMembers(merge);
        config.Add("skills", KeyTree.Of(skills)); // their order is the order of the weights
        var given = new StageDefinition
        {
            Id = new(StageKind.Merge.Stage, name),
            Version = MergeMethods.VersionOf(merge.Method),
            Config = config,
            Upstream = [.. skills.Select(skill => new StageId(StageKind.Expert.Stage, skill))],
            Provenance = materials.Provenance(),
            Memory = () => memory.Merging(
                skills.Count, experiment.Skills.Where(skill => skills.Contains(skill.Skill.Name)).Max(skill => skill.Experts.Rank), merge),
            Run = run => Task.Run(() => Merge(skills, merge, run), run.Cancellation),
        };
        return merge.Steps is { } steps ? Learned(given, skills, merge, steps) : given;
    }

    /// <summary>The same, with the experts' weights learned from their pairs: those and the model are in the key then.</summary>
    private StageDefinition Learned(StageDefinition given, IReadOnlyList<string> skills, MergeSettings merge, int steps)
    {
        var provenance = materials.Provenance();
        var images = skills.ToDictionary(skill => new StageId(StageKind.Images.Stage, skill), skill => $"{StageKind.Images.Stage}/{skill}"); // no name of a skill
        var config = new KeyMap(given.Config);
        var settings = new CoefficientSettings(steps, merge.LearningRate, merge.Samples, merge.TrainBatchSize) { Experts = experiment.Skills[0].Experts };
        config.Add("seed", KeyTree.Of(experiment.Seed));
        config.Add("learning", KeyTree.OfMembers(settings.Training));
        config.Add("learning_version", KeyTree.Of(CoefficientLearning.Version));
        return given with
        {
            Config = config,
            Upstream = [.. given.Upstream, .. images.Keys],
            UpstreamNames = images,
            Models = materials.Models(experiment.Model),
            Numerics = materials.Numerics(),
            Provenance = provenance,
            Memory = () => memory.Learning(skills.Count, settings),
            Run = run => materials.WithModel(experiment.Model, run, provenance, model =>
            {
                var learning = new CoefficientLearning(model, settings, experiment.Seed);
                var coefficients = learning.Run(
                    [.. images.Values.Select(name => run.Inputs[name])],
                    [.. skills.Select(skill => Path.Combine(run.Inputs[skill], LoraWeights.FileName))],
                    run.Work,
                    run.Progress,
                    run.Cancellation);
                Merge(skills, merge with { Coefficients = coefficients }, run);
            }),
        };
    }

    private void Merge(IReadOnlyList<string> skills, MergeSettings merge, StageRun run)
    {
        var experts = skills.Select(skill => new ExpertFolder(skill, run.Inputs[skill])).ToList();
        foreach (var warning in new MergeStage(merge).Run(experts, run.Work, run.Progress, run.Cancellation))
        {
            notify("SELMA2303", warning);
        }
    }
}
