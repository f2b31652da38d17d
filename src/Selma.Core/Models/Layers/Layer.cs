using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Models.Layers;

/// <summary>Makes the layers that carry numbers; inside <see cref="Blank"/> without numbers.</summary>
internal static class Layer
{
    private static readonly Device Meta = new("meta");

    [ThreadStatic]
    private static Device? _device;

    /// <summary>Builds a network on the meta device: names and shapes, but neither memory nor start values.</summary>
    /// <param name="build">Calls the network's constructor.</param>
    public static T Blank<T>(Func<T> build)
        where T : nn.Module
    {
        _device = Meta;
        try
        {
            return build();
        }
        finally
        {
            _device = null;
        }
    }

    /// <summary>A linear layer, weight [out, in].</summary>
    public static Linear Linear(long inWidth, long outWidth, bool hasBias = true) => nn.Linear(inWidth, outWidth, hasBias, device: _device);

    /// <summary>A convolution with bias, weight [out, in, kernel, kernel].</summary>
    public static Conv2d Conv2d(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0) =>
        nn.Conv2d(inChannels, outChannels, kernel, stride, padding, device: _device);

    /// <summary>A layer norm over the last axis.</summary>
    public static LayerNorm LayerNorm(long width, double eps = 1e-5) => nn.LayerNorm(width, eps, device: _device);

    /// <summary>A table of vectors, [count, width].</summary>
    public static Embedding Embedding(long count, long width) => nn.Embedding(count, width, device: _device);

    /// <summary>A group norm with weight 1 and bias 0: TorchSharp 0.107 leaves both uninitialised.</summary>
    public static GroupNorm GroupNorm(long groups, long channels, double eps)
    {
        var norm = nn.GroupNorm(groups, channels, eps, device: _device);
        _ = nn.init.ones_(norm.weight!);
        _ = nn.init.zeros_(norm.bias!);
        return norm;
    }
}
