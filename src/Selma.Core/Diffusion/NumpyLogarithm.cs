namespace Selma.Core.Diffusion;

/// <summary>The natural logarithm of float32 numbers as numpy computes it on processors with AVX2 or AVX-512: at times another last bit than the nearest.</summary>
/// <remarks>
/// Timesteps between two others are interpolated between logarithms of neighbouring sigmas, where a last bit becomes visible.
/// Source: numpy, <c>loops_exponent_log.dispatch.c.src</c>: a quotient of two polynomials on sqrt(1/2)..sqrt(2).
/// </remarks>
internal static class NumpyLogarithm
{
    private const float Ln2 = 0.693147180559945f;
    private const float RootOfHalf = 0.707106781186547f;

    private static readonly float[] Numerator =
        [2.589979117907922693523e-02f, 3.808837741388407920751e-01f, 1.480000633576506585156f, 2.112677543073053063722f, 9.999999999999998702752e-01f, 0];

    private static readonly float[] Denominator =
        [5.875095403124574342950e-03f, 1.546476374983906719538e-01f, 9.864942958519418960339e-01f, 2.453006071784736363091f, 2.612677543073109236779f, 1];

    /// <summary>ln x of a normal number above 0.</summary>
    public static float Of(float x)
    {
        var exponent = MathF.ILogB(x) + 1;
        var mantissa = MathF.ScaleB(x, -exponent); // 0.5..1
        if (mantissa <= RootOfHalf)
        {
            (exponent, mantissa) = (exponent - 1, 2 * mantissa);
        }

        var y = mantissa - 1;
        return MathF.FusedMultiplyAdd(exponent, Ln2, Polynomial(Numerator, y) / Polynomial(Denominator, y));
    }

    private static float Polynomial(float[] coefficients, float y) =>
        coefficients.Aggregate((sum, coefficient) => MathF.FusedMultiplyAdd(sum, y, coefficient));
}
