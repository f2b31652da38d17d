using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Whether experts can be merged, and whether the result means what it seems to.</summary>
internal static class ExpertCheck
{
    /// <exception cref="SelmaException">SELMA2232: the experts adapt different layers, have different sizes or ranks, or are too many.</exception>
    public static IReadOnlyList<string> Warnings(MergeMethod method, IReadOnlyList<(string Skill, LoraReader Adapter)> experts)
    {
        var first = experts[0];
        if (method.Experts > 0 && method.Experts != experts.Count)
        {
            throw Misfit($"'{method.Name}' is of {method.Experts} experts, and there are {experts.Count}", "Merge with another method.");
        }

        foreach (var expert in experts.Skip(1))
        {
            ThrowIfOtherLayers(first, expert);
            if (method.SameRank && expert.Adapter.Rank != first.Adapter.Rank)
            {
                throw Misfit(
                    $"'{first.Skill}' has rank {first.Adapter.Rank} and '{expert.Skill}' {expert.Adapter.Rank}, and '{method.Name}' needs one rank",
                    "Train them with one rank, or merge with 'uniform'.");
            }
        }

        return method.SameStart ? StartWarnings(method, experts) : [];
    }

    private static void ThrowIfOtherLayers((string Skill, LoraReader Adapter) first, (string Skill, LoraReader Adapter) other)
    {
        const string remedy = "Train all experts on one model, with the same 'target_modules'.";
        var different = first.Adapter.Sites.Keys.Except(other.Adapter.Sites.Keys).Concat(other.Adapter.Sites.Keys.Except(first.Adapter.Sites.Keys)).ToList();
        if (different.Count > 0)
        {
            throw Misfit($"'{first.Skill}' and '{other.Skill}' adapt different layers: {different.Count} are in one only, '{different[0]}' first", remedy);
        }

        foreach (var (path, layer) in first.Adapter.Sites)
        {
            var same = other.Adapter.Sites[path];
            if ((same.In, same.Out) != (layer.In, layer.Out))
            {
                throw Misfit(
                    $"layer '{path}' is [{layer.Out}, {layer.In}] in '{first.Skill}' and [{same.Out}, {same.In}] in '{other.Skill}'", remedy);
            }
        }
    }

    private static List<string> StartWarnings(MergeMethod method, IReadOnlyList<(string Skill, LoraReader Adapter)> experts)
    {
        var starts = experts.Select(expert => expert.Adapter.Metadata.GetValueOrDefault(LoraWeights.StartKey)).ToList();
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
