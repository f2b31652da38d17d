namespace Selma.Core.Experiments;

/// <summary>The settings of one joint LoRA, under <c>joint:</c>.</summary>
internal static class JointSection
{
    private const string Experts = "experts";

    /// <summary>Reads them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">What is stated under it.</param>
    /// <param name="skills">The experiment's skills.</param>
    /// <param name="over">What the command line states for all; it wins.</param>
    /// <param name="under">What the experiment states for all experts.</param>
    public static JointLora Read(YamlText name, YamlMap own, IReadOnlyList<string> skills, YamlMap over, YamlMap under)
    {
        var (subset, hasEqualEpochs) = YamlSection.Read(
            own,
            yaml =>
            {
                yaml.Allow(Experts);
                return (SkillSubset.Read(yaml, skills), yaml.Flag("equal_epochs", fallback: false));
            },
            $"joint.{name.Text}.");
        var experts = YamlSection.Read(Only(over).Over(Only(own)).Over(Only(under)), yaml => yaml.Section(Experts, ExpertSection.Read));
        var sets = hasEqualEpochs ? subset.Count : 1; // as many epochs as an expert of one set has
        return new(
            name.Text,
            subset,
            experts with { MaxTrainSteps = experts.MaxTrainSteps * sets, CheckpointingSteps = experts.CheckpointingSteps * sets });
    }

    private static YamlMap Only(YamlMap map) => map with { Entries = [.. map.Entries.Where(entry => entry.Key.Text == Experts)] };
}
