using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Normalisation layers with defined start values.</summary>
internal static class Norms
{
    /// <summary>A group norm with weight 1 and bias 0: TorchSharp 0.107 leaves both uninitialised.</summary>
    public static GroupNorm Group(long groups, long channels, double eps)
    {
        var norm = GroupNorm(groups, channels, eps);
        _ = init.ones_(norm.weight!);
        _ = init.zeros_(norm.bias!);
        return norm;
    }
}
