using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>Random tensors as functions of (seed, stream, item), drawn on the CPU whatever the model's device.</summary>
/// <remarks>
/// Each item has a libtorch CPU generator of its own, so a value depends neither on batch size nor on order, resume or device,
/// and whoever passes <c>torch.Generator("cpu").manual_seed(seed)</c> to diffusers gets the same latents.
/// </remarks>
public static class Noise
{
    /// <summary>The generator seed of an item, 0 to 2^32 - 1: libtorch's generator uses only 32 bits.</summary>
    public static uint Seed(ulong seed, string stream, long item) => unchecked((uint)Draws.Key(seed, stream, item));

    /// <summary>Standard normal float32 numbers from a generator seeded with <paramref name="generatorSeed"/>.</summary>
    /// <param name="generatorSeed">As <c>manual_seed</c> takes it.</param>
    /// <param name="shape">Shape of the result.</param>
    public static Tensor Normal(uint generatorSeed, params long[] shape)
    {
        using var generator = new Generator(generatorSeed, CPU);
        return randn(shape, dtype: ScalarType.Float32, device: CPU, generator: generator);
    }

    /// <summary>Standard normal float32 numbers of one item.</summary>
    public static Tensor Normal(ulong seed, string stream, long item, params long[] shape) =>
        Normal(Seed(seed, stream, item), shape);

    /// <summary>Uniform float32 numbers in [low, high) of one item.</summary>
    public static Tensor Uniform(ulong seed, string stream, long item, double low, double high, params long[] shape)
    {
        using var generator = new Generator(Seed(seed, stream, item), CPU);
        using var unit = rand(shape, dtype: ScalarType.Float32, device: CPU, generator: generator);
        return unit.Times(high - low).PlusInPlace(low);
    }
}
