using Selma.Core.Lora;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>What is merged at one layer.</summary>
/// <param name="Path">The layer.</param>
/// <param name="Experts">The experts' factors.</param>
/// <param name="Weights">A weight for each.</param>
/// <param name="Rank">The rank that the result is to have.</param>
/// <param name="Settings">The method's settings.</param>
/// <param name="Keep">Draws masks; <see cref="RandomMasks"/>.</param>
internal sealed record MergeLayer(
    string Path, IReadOnlyList<LoraLayer> Experts, IReadOnlyList<double> Weights, long Rank, MergeSettings Settings, KeepMask Keep)
{
    /// <summary>What cutting to a rank took away.</summary>
    public CutEnergy Energy { get; } = new();
}

/// <summary>Draws which numbers of a tensor stay: 1 for those, 0 for others, float32.</summary>
/// <param name="layer">The layer's path.</param>
/// <param name="part">What the tensor is: <c>A</c>, <c>B</c>.</param>
/// <param name="expert">Whose.</param>
/// <param name="density">The probability to stay.</param>
/// <param name="shape">The tensor's shape.</param>
internal delegate Tensor KeepMask(string layer, string part, int expert, double density, long[] shape);
