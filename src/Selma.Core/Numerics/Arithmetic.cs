using TorchSharp;
using static TorchSharp.torch;

namespace Selma.Core.Numerics;

/// <summary>Sums, and products with a number, whose number lives as long as libtorch reads it.</summary>
/// <remarks>
/// TorchSharp 0.107 turns a number, and the factor 1 of a plain sum, into a native scalar that nothing holds once the call has begun: a
/// garbage collection on another thread frees it while libtorch reads it (seen as wrong factors and "Expected false to be true" in two of
/// five runs of the tests). Banned symbols keep the plain forms out of the code.
/// </remarks>
internal static class Arithmetic
{
    private static readonly Scalar One = 1L.ToScalar();
    private static readonly Scalar MinusOne = (-1L).ToScalar();

    /// <summary>x + y</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x + number</summary>
    public static Tensor Plus(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, One);
    }

    /// <summary>x - y</summary>
    public static Tensor Minus(this Tensor x, Tensor y) => x.add(y, MinusOne);

    /// <summary>x - number</summary>
    public static Tensor Minus(this Tensor x, double number) => x.Plus(-number);

    /// <summary>x times number</summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    /// <summary>x / number</summary>
    public static Tensor Over(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div(scalar);
    }

    /// <summary>x between two numbers.</summary>
    public static Tensor Between(this Tensor x, double low, double high)
    {
        using var lowest = low.ToScalar();
        using var highest = high.ToScalar();
        return x.clamp(lowest, highest);
    }

    /// <summary>Where x &lt; number.</summary>
    public static Tensor IsBelow(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.lt(scalar);
    }

    /// <summary>Where x &gt;= number.</summary>
    public static Tensor IsAtLeast(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.ge(scalar);
    }

    /// <summary>Adds y to x in place.</summary>
    public static Tensor PlusInPlace(this Tensor x, Tensor y) => x.add_(y, One);

    /// <summary>Adds a number to x in place.</summary>
    public static Tensor PlusInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add_(scalar, One);
    }

    /// <summary>Multiplies x in place.</summary>
    public static Tensor TimesInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>Divides x in place.</summary>
    public static Tensor OverInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div_(scalar);
    }

    /// <summary>Moves x a share of the way to y in place.</summary>
    public static Tensor TowardsInPlace(this Tensor x, Tensor y, double share)
    {
        using var weight = tensor(share, dtype: x.dtype, device: x.device);
        return x.lerp_(y, weight);
    }

    /// <summary>x += number y z, in place.</summary>
    public static Tensor PlusProductInPlace(this Tensor x, Tensor y, Tensor z, double number)
    {
        using var scalar = number.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>x += number y / z, in place.</summary>
    public static Tensor PlusQuotientInPlace(this Tensor x, Tensor y, Tensor z, double number)
    {
        using var scalar = number.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }
}
