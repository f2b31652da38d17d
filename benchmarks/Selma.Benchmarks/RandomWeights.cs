using Selma.Core.Models.Layers;
using Selma.Core.Models.Weights;
using Selma.Core.Numerics;
using static TorchSharp.torch;

namespace Selma.Benchmarks;

/// <summary>Weights that keep activations in a sound range: normal with deviation 0.5 / sqrt(fan-in), norms 1, biases 0.</summary>
internal static class RandomWeights
{
    private const double Spread = 0.5;

    /// <summary>A frozen network with such weights.</summary>
    public static T Network<T>(Func<T> build, Compute compute)
        where T : nn.Module
    {
        var network = Layer.Blank(build);
        Allocation.Allocate(network, compute);
        using var frozen = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            using var values = Of(name, parameter.shape);
            _ = parameter.copy_(values);
        }

        network.eval();
        return network;
    }

    /// <summary>The weights of one name, float32; others at every call.</summary>
    public static Tensor Of(string name, long[] shape)
    {
        if (shape.Length < 2)
        {
            return name.EndsWith("weight", StringComparison.Ordinal) ? ones(shape) : zeros(shape);
        }

        using var scope = NewDisposeScope();
        var fanIn = shape[1..].Aggregate(1L, (product, size) => product * size);
        return randn(shape).TimesInPlace(Spread / Math.Sqrt(fanIn)).MoveToOuterDisposeScope();
    }
}
