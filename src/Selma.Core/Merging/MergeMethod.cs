using Selma.Core.Lora;

namespace Selma.Core.Merging;

/// <summary>A way to merge, a row of <see cref="MergeMethods"/>.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="SameRank">Whether all experts must have one rank.</param>
/// <param name="SameStart">Whether it means something only for experts that started from the same factors A.</param>
/// <param name="Weight">The weight of each expert where the settings give none.</param>
/// <param name="Merge">Merges one layer: factors and weights of the experts, in order, to factors of scale 1.</param>
internal sealed record MergeMethod(
    string Name,
    bool SameRank,
    bool SameStart,
    Func<MergeSettings, int, double> Weight,
    Func<IReadOnlyList<LoraLayer>, IReadOnlyList<double>, LoraLayer> Merge);
