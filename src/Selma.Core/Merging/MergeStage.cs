using Selma.Core.Artifacts;
using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>Stage 4: merges experts to one adapter (paper, section 3.4).</summary>
/// <param name="settings">How to merge.</param>
public sealed class MergeStage(MergeSettings settings)
{
    /// <summary>The first version of every method; <see cref="MergeMethods.VersionOf"/> gives a method's own.</summary>
    public const int Version = 1;

    /// <summary>Writes <c>pytorch_lora_weights.safetensors</c> (PEFT's names, alpha = rank), <c>merge.json</c>, and the exports.</summary>
    /// <param name="experts">The experts, in the order of the weights.</param>
    /// <param name="work">Gets the files.</param>
    /// <param name="progress">Told every few layers.</param>
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
        MergeCheck.ThrowIfUnfit(method, settings, experts.Count);
        var adapters = new List<(string Skill, LoraReader Adapter)>();
        try
        {
            foreach (var expert in experts)
            {
                adapters.Add((expert.Skill, LoraReader.Open(Path.Combine(expert.Folder, LoraWeights.FileName))));
            }

            return Merge(method, adapters, work, progress, cancellation);
        }
        finally
        {
            adapters.ForEach(adapter => adapter.Adapter.Dispose());
        }
    }

    private IReadOnlyList<string> Merge(
        MergeMethod method,
        List<(string Skill, LoraReader Adapter)> experts,
        WorkFolder work,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        var warnings = ExpertCheck.Warnings(method, experts);
        var weights = settings.Weights ?? [.. Enumerable.Repeat(method.Weight(settings, experts.Count), experts.Count)];
        var rank = settings.Rank ?? method.Rank([.. experts.Select(expert => expert.Adapter.Rank)]);
        var keep = RandomMasks.From(settings.Seed);
        var path = Path.Combine(work.Output, LoraWeights.FileName);
        using var layers = new MergedLayers(
            method, [.. experts.Select(expert => expert.Adapter)], (layer, factors) => new(layer, factors, weights, rank, settings, keep), progress, cancellation);
        var sizes = experts[0].Adapter.Sites.ToDictionary(site => site.Key, site => (site.Value.In, site.Value.Out));
        new LoraWriter(sizes, rank, scale: 1, layers.Take).Write(path, LoraNames.Peft, new Dictionary<string, string>());
        MergeExports.Write(path, settings.Exports);
        var record = MergeRecord.Of(
            method.Name, [.. experts.Select(expert => (expert.Skill, expert.Adapter.Rank, expert.Adapter.Scale))], weights, rank, layers.Inner(), warnings);
        (record with { Coefficients = settings.Coefficients }).Write(Path.Combine(work.Output, MergeRecord.FileName));
        return warnings;
    }
}
