namespace Selma.Core.Experiments;

/// <summary>The settings of one further merge, under <c>merges:</c>.</summary>
internal static class MergesSection
{
    private const string Weights = "weights";

    /// <summary>Reads them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">What is stated under it.</param>
    /// <param name="skills">The experiment's skills.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="under">What is stated under <c>merge</c>: all but the weights, which are for all skills, holds here where nothing else is stated.</param>
    public static FurtherMerge Read(YamlText name, YamlMap own, IReadOnlyList<string> skills, string model, YamlMap under)
    {
        var shared = under with { Entries = [.. under.Entries.Where(entry => entry.Key.Text != Weights)] };
        return YamlSection.Read(
            own.Over(shared),
            yaml =>
            {
                var subset = SkillSubset.Read(yaml, skills);
                return new FurtherMerge(name.Text, subset, MergeSection.Read(yaml, subset.Count, model));
            },
            $"merges.{name.Text}.");
    }
}
