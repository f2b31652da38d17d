using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Diffusion;

/// <summary>Products and quotients with a number that leave no native scalar behind.</summary>
internal static class Scaling
{
    /// <summary>The tensor times a number.</summary>
    public static Tensor Times(this Tensor tensor, float factor)
    {
        using var scalar = factor.ToScalar();
        return tensor.mul(scalar);
    }

    /// <summary>The tensor divided by a number.</summary>
    public static Tensor Over(this Tensor tensor, float divisor)
    {
        using var scalar = divisor.ToScalar();
        return tensor.div(scalar);
    }
}
