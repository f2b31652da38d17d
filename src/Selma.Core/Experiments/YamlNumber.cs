namespace Selma.Core.Experiments;

/// <summary>Tells numbers from what YAML 1.1 also takes for numbers: no <c>010</c>, <c>1_000</c>, <c>0x10</c>, <c>.5</c> or <c>.inf</c>.</summary>
internal static class YamlNumber
{
    /// <summary>Whether a text is a decimal number: <c>-3</c>, <c>0.25</c>, <c>3e-4</c>.</summary>
    /// <param name="text">A scalar without quotes.</param>
    /// <param name="whole">Allows neither fraction nor exponent.</param>
    public static bool IsNumber(string text, bool whole)
    {
        var rest = text.AsSpan();
        rest = rest.StartsWith("-") ? rest[1..] : rest;
        if (!TakeDigits(ref rest, out var first) || (first.Length > 1 && first[0] == '0'))
        {
            return false;
        }

        return rest.IsEmpty || (!whole && TakeFraction(ref rest) && TakeExponent(ref rest) && rest.IsEmpty);
    }

    private static bool TakeFraction(ref ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith("."))
        {
            return true;
        }

        rest = rest[1..];
        return TakeDigits(ref rest, out _);
    }

    private static bool TakeExponent(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || (rest[0] | 0x20) != 'e')
        {
            return true;
        }

        rest = rest[1..];
        rest = rest.IsEmpty || rest[0] is not ('+' or '-') ? rest : rest[1..];
        return TakeDigits(ref rest, out _);
    }

    private static bool TakeDigits(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> digits)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        digits = length < 0 ? rest : rest[..length];
        rest = rest[digits.Length..];
        return digits.Length > 0;
    }
}
