using Selma.Core.Images;

namespace Selma.Core.Experiments;

/// <summary>Turns what files and command line state into an <see cref="Experiment"/>.</summary>
/// <param name="document">The experiment's file and its bases.</param>
/// <param name="overrides">What the command line states.</param>
internal sealed class ExperimentReader(ExperimentDocument document, YamlMap overrides)
{
    private const string DefaultModel = "selma-mini";
    private static readonly string[] PaperSkills = ["localized-narratives", "countbench", "diffusiondb", "whoops", "coco"];
    private readonly ExperimentsRoot _root = ExperimentsRoot.Of(document.File);
    private readonly ModelTable _models = new(ExperimentsRoot.Of(document.File));

    /// <summary>Reads and checks everything: first the experiment's own settings, so that a misspelt one is told before its effects.</summary>
    public Experiment Read()
    {
        var settings = overrides.Over(document.Settings) with { Place = document.Settings.Place };
        var (experiment, modelName, skills) = YamlSection.Read(settings, ReadOwn);
        var model = _models.Find(modelName);
        return experiment with { Model = model, Skills = [.. skills.Select(name => ReadSkill(name, model))] };
    }

    private (Experiment Experiment, YamlText Model, IReadOnlyList<YamlText> Skills) ReadOwn(YamlSection yaml)
    {
        var device = yaml.Word("device", "auto");
        var model = yaml.Word("model", DefaultModel);
        var skills = Skills(yaml);
        var seed = yaml.Number("seed", 42UL, 0UL, (ulong)long.MaxValue);
        IReadOnlyList<string> names = [.. skills.Select(skill => skill.Text)];
        var (joint, merges) = (yaml.Parts("joint"), yaml.Parts("merges"));
        var arms = new ArmTable(names, [.. joint.Select(part => part.Name)], [.. merges.Select(part => part.Name)]);
        var experiment = new Experiment
        {
            Name = _root.Name,
            Folders = document.Folders,
            Model = new(DefaultModel, ""),
            Device = IsDevice(device.Text) ? device.Text : throw WrongDevice(yaml, device),
            Dtype = yaml.Choice("dtype", "bfloat16", "bfloat16", "float16", "float32"),
            Seed = seed,
            Skills = [],
            Joint = [.. joint.Select(part => JointSection.Read(part.Name, part.Settings, names, overrides, document.Settings))],
            Merge = yaml.Section("merge", section => MergeSection.Read(section, skills.Count, model.Text, seed)),
            Merges = [.. merges.Select(part => MergesSection.Read(part.Name, part.Settings, names, model.Text, yaml.Part("merge"), seed))],
            Evaluation = yaml.Section("evaluation", section => EvaluationSection.Read(section, _root, Images(), arms)),
        };
        return (experiment, model, skills);
    }

    private static IReadOnlyList<YamlText> Skills(YamlSection yaml)
    {
        foreach (var stage in SkillFile.Stages)
        {
            yaml.Allow(stage);
        }

        var skills = yaml.Texts("skills") ?? [.. PaperSkills.Select(name => new YamlText(yaml.Place("skills"), name, IsPlain: true))];
        if (skills.Count == 0)
        {
            throw new SelmaException("SELMA1005", "'skills' is empty; name at least one.", yaml.Place("skills"));
        }

        return skills.GroupBy(skill => skill.Text).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SelmaException("SELMA1005", $"'skills' names '{twice.Key}' twice. Remove one of the two.", twice.Last().Place)
            : skills;
    }

    /// <summary>The experiment's images, whatever single skills say.</summary>
    private ImageSettings Images() => YamlSection.Read(SkillFile.OfStages(overrides).Over(SkillFile.OfStages(document.Settings)), yaml =>
    {
        foreach (var stage in SkillFile.Stages)
        {
            yaml.Allow(stage);
        }

        return yaml.Section("images", section =>
        {
            section.Allow("model");
            return ImageSection.Read(section);
        });
    });

    private SkillSettings ReadSkill(YamlText name, ModelSource model)
    {
        var (skill, own) = SkillFile.Read(name, document.Folders);
        var settings = SkillFile.OfStages(overrides).Over(own).Over(SkillFile.OfStages(document.Settings));
        return YamlSection.Read(settings, yaml =>
        {
            var prompts = yaml.Section("prompts", PromptSection.Read);
            var (images, drawing) = yaml.Section("images", section => (ImageSection.Read(section), section.OptionalWord("model")));
            return new SkillSettings(
                skill, prompts, images, drawing is null ? model : _models.Find(drawing), yaml.Section("experts", ExpertSection.Read));
        });
    }

    private static bool IsDevice(string device) => device is "auto" or "cpu" or "cuda"
        || (device.StartsWith("cuda:", StringComparison.Ordinal) && YamlNumber.IsNumber(device[5..], whole: true) && device[5] != '-');

    private static SelmaException WrongDevice(YamlSection yaml, YamlText device) =>
        yaml.Wrong("device", device, $"'{device.Text}'; it must be auto, cpu, cuda or cuda:N.");
}
