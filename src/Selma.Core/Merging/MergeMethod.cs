using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>A way to merge, a row of <see cref="MergeMethods"/>.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Source">Where it comes from: paper or library.</param>
/// <param name="Merge">Merges one layer to factors of scale 1.</param>
internal sealed record MergeMethod(string Name, string Source, Func<MergeLayer, LoraLayer> Merge)
{
    /// <summary>Raised whenever other bytes come out of the same inputs.</summary>
    public int Version { get; init; } = MergeStage.Version;

    /// <summary>The weights of the experts' updates where the result is their weighted sum, exactly.</summary>
    public Func<MergeLayer, IReadOnlyList<double>>? Shares { get; init; }

    /// <summary>Float32 numbers that a thread holds at most while it merges a layer, the result's excepted.</summary>
    public Func<LayerSize, long> Numbers { get; init; } = MergeNumbers.Joined;

    /// <summary>Whether all experts must have one rank.</summary>
    public bool SameRank { get; init; }

    /// <summary>Whether it means something only for experts that started from the same factors A.</summary>
    public bool SameStart { get; init; }

    /// <summary>The number of experts that it takes, or 0 for any.</summary>
    public int Experts { get; init; }

    /// <summary>Whether it draws random numbers.</summary>
    public bool Draws => Reads.Contains("seed");

    /// <summary>The keys of <see cref="MergeSettings"/> that it reads, besides the method.</summary>
    public IReadOnlyList<string> Reads { get; init; } = ["weights"];

    /// <summary>The weight of each expert where the settings give none.</summary>
    public Func<MergeSettings, int, double> Weight { get; init; } = (_, experts) => 1.0 / experts;

    /// <summary>The rank of the result, from the experts' ranks where the settings give none.</summary>
    public Func<IReadOnlyList<long>, long> Rank { get; init; } = ranks => ranks.Sum();

    /// <summary>Merges one layer to factors of its rank, cut off at it by their singular values or padded with zeros.</summary>
    public LoraLayer MergeCut(MergeLayer layer)
    {
        using var merged = Merge(layer);
        return merged.Rank > layer.Rank ? LowRank.Cut(merged, layer) : merged.Padded(layer.Rank, merged.Scale);
    }
}
