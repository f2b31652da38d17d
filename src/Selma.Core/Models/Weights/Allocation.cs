using Selma.Core.Models.Layers;
using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Selma.Core.Models.Weights;

/// <summary>Gives a network that was built on the meta device its memory, in the type and place where it will run.</summary>
/// <remarks>
/// No start values are drawn and the memory is first touched when weights are copied in, so that loading needs neither the time (16 s for
/// SD v1.4) nor twice the memory of a network built in the ordinary way.
/// </remarks>
internal static class Allocation
{
    /// <summary>Replaces every weight by an uninitialised, frozen one.</summary>
    /// <param name="network">What <see cref="Layers.Layer.Blank"/> gave; call it outside any dispose scope.</param>
    /// <param name="compute">Device and type.</param>
    public static void Allocate(nn.Module network, Compute compute)
    {
        foreach (var (_, module) in network.named_modules())
        {
            switch (module)
            {
                case Linear layer:
                    Replace(layer.weight, compute, value => layer.weight = value);
                    Replace(layer.bias, compute, value => layer.bias = value);
                    break;
                case Conv2d layer:
                    Replace(layer.weight, compute, value => layer.weight = value);
                    Replace(layer.bias, compute, value => layer.bias = value);
                    break;
                case GroupNorm layer:
                    Replace(layer.weight, compute, value => layer.weight = value);
                    Replace(layer.bias, compute, value => layer.bias = value);
                    break;
                case LayerNorm layer:
                    Replace(layer.weight, compute, value => layer.weight = value);
                    Replace(layer.bias, compute, value => layer.bias = value);
                    break;
                case Embedding layer:
                    Replace(layer.weight, compute, value => layer.weight = value);
                    break;
            }
        }
    }

    private static void Replace(Parameter? blank, Compute compute, Action<Parameter> set)
    {
        if (blank is not null)
        {
            set(new Parameter(Empty(blank.shape, compute), requires_grad: false));
            blank.Dispose();
        }
    }

    /// <summary>Convolutions store their weights as their network does its maps.</summary>
    private static Tensor Empty(long[] shape, Compute compute) => shape.Length == 4 && ChannelsLast.Suits(compute.Device, compute.Dtype)
        ? ChannelsLast.Empty(shape, compute.Dtype, compute.Device)
        : empty(shape, dtype: compute.Dtype, device: compute.Device);
}
