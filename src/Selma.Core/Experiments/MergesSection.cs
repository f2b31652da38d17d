using Selma.Core.Merging;

namespace Selma.Core.Experiments;

/// <summary>The settings of one further merge, under <c>merges:</c>.</summary>
internal static class MergesSection
{
    /// <summary>Reads them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">What is stated under it.</param>
    /// <param name="skills">The experiment's skills.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="under">
    /// What is stated under <c>merge</c>: where nothing else is stated it holds here, but for the weights, which are for all skills, and
    /// for what this merge's method does not read.
    /// </param>
    /// <param name="seed">The experiment's seed.</param>
    public static FurtherMerge Read(YamlText name, YamlMap own, IReadOnlyList<string> skills, string model, YamlMap under, ulong seed)
    {
        var method = own.Over(under).Find("method") is YamlText { Text: var stated } && MergeMethods.Names.Contains(stated) ? stated : new MergeSettings().Method;
        var shared = under with { Entries = [.. under.Entries.Where(entry => MergeSection.IsShared(entry.Key.Text, method))] };
        return YamlSection.Read(
            own.Over(shared),
            yaml =>
            {
                var subset = SkillSubset.Read(yaml, skills);
                return new FurtherMerge(name.Text, subset, MergeSection.Read(yaml, subset.Count, model, seed));
            },
            $"merges.{name.Text}.");
    }
}
