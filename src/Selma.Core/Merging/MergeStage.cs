using Selma.Core.Artifacts;
using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Stage 4: merges experts to one adapter (paper, section 3.4).</summary>
/// <param name="settings">How to merge.</param>
public sealed class MergeStage(MergeSettings settings)
{
    /// <summary>Raised whenever other bytes come out of the same inputs.</summary>
    public const int Version = 1;

    /// <summary>Writes <c>pytorch_lora_weights.safetensors</c> (PEFT's names, alpha = rank) and <c>merge.json</c>.</summary>
    /// <param name="experts">The experts, in the order of the weights.</param>
    /// <param name="work">Gets the files.</param>
    /// <param name="progress">Told every layer.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <returns>Warnings, for instance that experts started from different factors.</returns>
    /// <exception cref="SelmaException">
    /// SELMA2231: settings that do not fit; SELMA2232: experts that do not fit each other; and the errors of reading adapters.
    /// </exception>
    public IReadOnlyList<string> Run(
        IReadOnlyList<ExpertFolder> experts, WorkFolder work, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experts);
        var method = MergeMethods.Find(settings.Method);
        var weights = Weights(method, experts.Count);
        var adapters = new List<(string Skill, LoraWeights Weights)>();
        try
        {
            foreach (var expert in experts)
            {
                adapters.Add((expert.Skill, LoraWeights.Read(Path.Combine(expert.Folder, LoraWeights.FileName))));
            }

            return Merge(method, adapters, weights, work, progress, cancellation);
        }
        finally
        {
            adapters.ForEach(adapter => adapter.Weights.Dispose());
        }
    }

    private static IReadOnlyList<string> Merge(
        MergeMethod method,
        List<(string Skill, LoraWeights Weights)> experts,
        IReadOnlyList<double> weights,
        WorkFolder work,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        var warnings = ExpertCheck.Warnings(method, experts);
        var layers = new Dictionary<string, LoraLayer>(StringComparer.Ordinal);
        var paths = experts[0].Weights.Layers.Keys.ToList();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            layers.Add(path, method.Merge([.. experts.Select(expert => expert.Weights.Layers[path])], weights));
            progress.Report(new(layers.Count, paths.Count, "layers"));
        }

        using var merged = new LoraWeights(layers);
        merged.Write(Path.Combine(work.Output, LoraWeights.FileName));
        MergeRecord.Measure(method.Name, experts, weights, merged, warnings).Write(Path.Combine(work.Output, MergeRecord.FileName));
        return warnings;
    }

    private IReadOnlyList<double> Weights(MergeMethod method, int experts)
    {
        if (experts == 0)
        {
            throw new SelmaException("SELMA2231", "There is no expert to merge. Give the experiment at least one skill.");
        }

        if (settings.Weights is { } weights && weights.Count != experts)
        {
            throw new SelmaException("SELMA2231", $"'merge.weights' are {weights.Count}, and there are {experts} experts. Give a weight for each, or none.");
        }

        return settings.Weights ?? [.. Enumerable.Repeat(method.Weight(settings, experts), experts)];
    }
}
