using System.Globalization;

namespace Selma.Build;

/// <summary>Durations as typed: <c>30</c> or <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>30d</c>.</summary>
internal static class Duration
{
    /// <summary>Reads a duration; null where it is none.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var unit = text[^1];
        var number = char.IsAsciiDigit(unit) ? text : text[..^1];
        double? seconds = unit switch
        {
            's' or (>= '0' and <= '9') => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            _ => null,
        };
        return seconds is { } scale && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? TimeSpan.FromSeconds(scale * count)
            : null;
    }
}
