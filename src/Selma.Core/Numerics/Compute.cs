using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>Where and in which precision a network runs.</summary>
/// <param name="Device">CPU or a CUDA device.</param>
/// <param name="Dtype">Type of frozen weights and activations.</param>
public sealed record Compute(Device Device, ScalarType Dtype)
{
    /// <summary>float32 on the CPU: the embedded model's setting and that of golden values.</summary>
    public static Compute Cpu { get; } = new(CPU, ScalarType.Float32);
}
