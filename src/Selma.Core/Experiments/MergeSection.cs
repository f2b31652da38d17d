using Selma.Core.Merging;

namespace Selma.Core.Experiments;

/// <summary>The settings under <c>merge:</c>.</summary>
internal static class MergeSection
{
    /// <summary>Reads them; absent ones are the paper's.</summary>
    /// <param name="yaml">The part.</param>
    /// <param name="skills">The number of experts: there are as many weights, or none.</param>
    /// <param name="model">The model's name, whose length is a factor of the method <c>released</c> and of no other.</param>
    public static MergeSettings Read(YamlSection yaml, int skills, string model)
    {
        var method = yaml.Choice("method", new MergeSettings().Method, "paper", "released", "uniform");
        var weights = yaml.Numbers("weights", -1000.0, 1000.0);
        return weights is null || weights.Count == skills
            ? new() { Method = method, Weights = weights, ModelIdLength = method == "released" ? model.Length : 0 }
            : throw new SelmaException("SELMA1005", $"'{yaml.Name("weights")}' are {weights.Count}; give one for each of the {skills} skills.", yaml.Place("weights"));
    }
}
