using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Core.Merging;

/// <summary>Masks as functions of seed, layer, part and expert: order and number of threads change nothing.</summary>
internal static class RandomMasks
{
    public static KeepMask From(ulong seed) => (layer, part, expert, density, shape) =>
    {
        using var uniform = Noise.Uniform(seed, $"merge/{layer}/{part}", expert, 0, 1, shape);
        using var isBelow = uniform.IsBelow(density);
        return isBelow.to(ScalarType.Float32);
    };
}
