using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Whether experts can be merged, and whether the result means what it seems to.</summary>
internal static class ExpertCheck
{
    /// <exception cref="SelmaException">SELMA2232: the experts adapt different layers, or have different sizes or ranks.</exception>
    public static IReadOnlyList<string> Warnings(MergeMethod method, IReadOnlyList<(string Skill, LoraWeights Weights)> experts)
    {
        var first = experts[0];
        foreach (var expert in experts.Skip(1))
        {
            ThrowIfOtherLayers(first, expert);
            if (method.SameRank && expert.Weights.Rank != first.Weights.Rank)
            {
                throw Misfit(
                    $"'{first.Skill}' has rank {first.Weights.Rank} and '{expert.Skill}' {expert.Weights.Rank}, and '{method.Name}' needs one rank",
                    "Train them with one rank, or merge with 'uniform'.");
            }
        }

        return method.SameStart ? StartWarnings(method, experts) : [];
    }

    private static void ThrowIfOtherLayers((string Skill, LoraWeights Weights) first, (string Skill, LoraWeights Weights) other)
    {
        const string remedy = "Train all experts on one model, with the same 'target_modules'.";
        var different = first.Weights.Layers.Keys.Except(other.Weights.Layers.Keys).Concat(other.Weights.Layers.Keys.Except(first.Weights.Layers.Keys)).ToList();
        if (different.Count > 0)
        {
            throw Misfit($"'{first.Skill}' and '{other.Skill}' adapt different layers: {different.Count} are in one only, '{different[0]}' first", remedy);
        }

        foreach (var (path, layer) in first.Weights.Layers)
        {
            var same = other.Weights.Layers[path];
            if ((same.In, same.Out) != (layer.In, layer.Out))
            {
                throw Misfit(
                    $"layer '{path}' is [{layer.Out}, {layer.In}] in '{first.Skill}' and [{same.Out}, {same.In}] in '{other.Skill}'", remedy);
            }
        }
    }

    private static List<string> StartWarnings(MergeMethod method, IReadOnlyList<(string Skill, LoraWeights Weights)> experts)
    {
        var starts = experts.Select(expert => expert.Weights.Metadata.GetValueOrDefault(LoraWeights.StartKey)).ToList();
        if (starts.Contains(null))
        {
            var unknown = experts.Where((_, i) => starts[i] is null).Select(expert => expert.Skill);
            return [$"It is not known what factors {string.Join(", ", unknown)} started from; '{method.Name}' is meant for experts with the same start."];
        }

        return starts.Distinct(StringComparer.Ordinal).Count() == 1
            ? []
            : [$"The experts started from different factors, so averaging them mixes unlike things; train them with one seed or merge with 'uniform'."];
    }

    private static SelmaException Misfit(string what, string remedy) => new("SELMA2232", $"The experts cannot be merged: {what}. {remedy}");
}
