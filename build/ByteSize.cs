using System.Globalization;

namespace Selma.Build;

/// <summary>Sizes as typed: <c>500MiB</c>, <c>50GiB</c>, <c>50G</c>, <c>1.5 TiB</c>; a number alone is bytes.</summary>
internal static class ByteSize
{
    private const string Units = "BKMGT";

    /// <summary>Reads a size in bytes; null where it is none.</summary>
    public static long? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var number = text.TrimEnd().TrimEnd([.. "BbIiKkMmGgTt"]);
        var unit = text[number.Length..].Trim().ToUpperInvariant();
        var power = unit.Length == 0 ? 0 : Units.IndexOf(unit[0], StringComparison.Ordinal);
        var isUnit = unit is "" or "B" || (power > 0 && unit[1..] is "" or "B" or "IB");
        return isUnit && double.TryParse(number.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            ? (long)(count * Math.Pow(1024, power))
            : null;
    }
}
