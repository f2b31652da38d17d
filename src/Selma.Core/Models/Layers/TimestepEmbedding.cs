using Selma.Core.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Selma.Core.Models.Layers;

/// <summary>Two linear layers that turn a timestep's sinusoids into the vector that every residual block adds.</summary>
internal sealed class TimestepEmbedding : Module<Tensor, Tensor>
{
    private readonly Linear linear_1;
    private readonly Linear linear_2;

    public TimestepEmbedding(long inWidth, long width)
        : base(nameof(TimestepEmbedding))
    {
        linear_1 = Layer.Linear(inWidth, width);
        linear_2 = Layer.Linear(width, width);
        RegisterComponents();
    }

    /// <summary>The sinusoids: frequency j of half is exp(-ln(10000) j / (half - shift)).</summary>
    /// <param name="timesteps">[B], integers or floats.</param>
    /// <param name="width">Number of sinusoids, even or odd (odd: a last zero).</param>
    /// <param name="flipSinToCos">Cosines first.</param>
    /// <param name="freqShift">Subtracted from half in the divisor.</param>
    /// <returns>[B, width], float32.</returns>
    public static Tensor Sinusoids(Tensor timesteps, long width, bool flipSinToCos, double freqShift)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var exponent = tensor(Enumerable.Range(0, (int)half).Select(j => (float)j).ToArray()).Times(-Math.Log(10000)).Over(half - freqShift);
        var angles = timesteps.to(ScalarType.Float32).unsqueeze(1) * exponent.exp().to(timesteps.device).unsqueeze(0); // [B, half]
        var waves = flipSinToCos ? cat([angles.cos(), angles.sin()], -1) : cat([angles.sin(), angles.cos()], -1);
        waves = width % 2 == 0 ? waves : functional.pad(waves, [0, 1]);
        return waves.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <param name="sinusoids">[B, inWidth]</param>
    /// <returns>[B, width]</returns>
    public override Tensor forward(Tensor sinusoids)
    {
        using var scope = NewDisposeScope();
        return linear_2.call(functional.silu(linear_1.call(sinusoids))).MoveToOuterDisposeScope();
    }
}
