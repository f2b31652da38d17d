using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>A libtorch CPU generator for each item of a batch, so that an item's draws depend neither on its batch nor on its neighbours.</summary>
/// <remarks>As diffusers with a list of generators: every draw goes on where the generator's last one ended.</remarks>
public sealed class NoiseStreams : IDisposable
{
    private readonly Generator[] _generators;

    /// <summary>Seeds the generators.</summary>
    /// <param name="seeds">One for each item, as <c>manual_seed</c> takes it.</param>
    public NoiseStreams(IEnumerable<uint> seeds) => _generators = [.. seeds.Select(seed => new Generator(seed, CPU))];

    /// <summary>Draws standard normal float32 numbers.</summary>
    /// <param name="shape">Shape of one item.</param>
    /// <returns>[B, shape], on the CPU</returns>
    public Tensor Normal(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return stack(_generators.Select(generator => randn(shape, dtype: ScalarType.Float32, device: CPU, generator: generator)))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var generator in _generators)
        {
            generator.Dispose();
        }
    }
}
